using Connectivity.Landscape.Nodes;
using Xunit;

namespace Connectivity.Landscape.Tests.Nodes;

public sealed class NodeCgroupTests : IDisposable
{
    private readonly TemporaryDirectory _mount = new();

    public void Dispose() => _mount.Dispose();

    [Fact]
    public void A_group_is_made_in_every_hierarchy_of_the_first_version()
    {
        MakeHierarchy("cpu");
        MakeHierarchy("memory");
        MakeHierarchy("unified", "cgroup.controllers");
        Directory.CreateSymbolicLink(_mount["cpuacct"], _mount["cpu"]);
        Directory.CreateDirectory(_mount["no hierarchy"]);

        new NodeCgroup(_mount.Path).Create("landscape-7/a-1");

        Assert.True(Directory.Exists(_mount["cpu/landscape-7/a-1"]));
        Assert.True(Directory.Exists(_mount["memory/landscape-7/a-1"]));
        Assert.False(Directory.Exists(_mount["unified/landscape-7"]));
        Assert.False(Directory.Exists(_mount["no hierarchy/landscape-7"]));
    }

    [Fact]
    public void A_group_of_the_second_version_gets_the_controllers_handed_down()
    {
        MakeUnified(".", "cpu memory\n");
        MakeUnified("landscape-7", "cpu memory\n");
        MakeUnified("landscape-7/a-1", "cpu memory\n");
        new NodeCgroup(_mount.Path).Create("landscape-7/a-1");
        Assert.True(Directory.Exists(_mount["landscape-7/a-1"]));
        Assert.StartsWith("+", File.ReadAllText(_mount["landscape-7/cgroup.subtree_control"]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_handed_down_already_is_not_asked_for_again()
    {
        MakeUnified(".", "cpu memory\n");
        File.WriteAllText(_mount["cgroup.subtree_control"], "memory cpu\n");
        MakeUnified("landscape-7", "cpu memory\n");
        new NodeCgroup(_mount.Path).Create("landscape-7");
        Assert.Equal("memory cpu\n", File.ReadAllText(_mount["cgroup.subtree_control"]));
    }

    [Fact]
    public void A_group_that_lacks_a_controller_because_of_processes_beside_it_is_refused_with_the_way_out()
    {
        MakeUnified(".", "cpu io memory\n");
        File.WriteAllText(_mount["cgroup.procs"], "1\n17\n");
        MakeUnified("landscape-7", "cpu\n");

        var refused = Assert.Throws<LandscapeException>(() => new NodeCgroup(_mount.Path).Create("landscape-7/a-1"));

        Assert.Contains("does not hand down memory, since processes are in it", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"mkdir {_mount.Path}/init", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_mount["landscape-7/a-1"]));
    }

    [Fact]
    public void A_group_that_lacks_a_controller_for_another_reason_is_refused()
    {
        MakeUnified(".", "pids\n");
        var refused = Assert.Throws<LandscapeException>(() => new NodeCgroup(_mount.Path).Create("landscape-7"));
        Assert.EndsWith("does not hand down pids", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_mount["landscape-7"]));
    }

    [Fact]
    public async Task A_group_is_removed_with_those_below_it_from_every_hierarchy()
    {
        MakeHierarchy("cpu");
        MakeHierarchy("unified", "cgroup.controllers");
        Directory.CreateDirectory(_mount["cpu/landscape-7/a-1/kubepods/pod1"]);
        Directory.CreateDirectory(_mount["unified/landscape-7/a-1"]);
        Directory.CreateDirectory(_mount["cpu/landscape-70"]);

        await new NodeCgroup(_mount.Path).RemoveAsync("landscape-7");

        Assert.Equal([_mount["cpu/landscape-70"]], Directory.GetDirectories(_mount["cpu"]));
        Assert.Empty(Directory.GetDirectories(_mount["unified"]));
    }

    // What the kernel would show of a group.
    private void MakeUnified(string path, string controllers)
    {
        Directory.CreateDirectory(_mount[path]);
        File.WriteAllText(_mount[$"{path}/cgroup.controllers"], controllers);
    }

    private void MakeHierarchy(string name, params string[] more)
    {
        Directory.CreateDirectory(_mount[name]);
        foreach (var file in (string[])["cgroup.procs", .. more])
            File.WriteAllText(_mount[$"{name}/{file}"], "");
    }
}
