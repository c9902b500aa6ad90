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
        File.WriteAllText(_mount["cgroup.controllers"], "cpu memory\n");
        new NodeCgroup(_mount.Path).Create("landscape-7/a-1");
        Assert.True(Directory.Exists(_mount["landscape-7/a-1"]));
        Assert.StartsWith("+", File.ReadAllText(_mount["landscape-7/cgroup.subtree_control"]), StringComparison.Ordinal);
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

    private void MakeHierarchy(string name, params string[] more)
    {
        Directory.CreateDirectory(_mount[name]);
        foreach (var file in (string[])["cgroup.procs", .. more])
            File.WriteAllText(_mount[$"{name}/{file}"], "");
    }
}
