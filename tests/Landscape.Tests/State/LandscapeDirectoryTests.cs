using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;
using Xunit;

namespace Connectivity.Landscape.Tests.State;

public sealed class LandscapeDirectoryTests
{
    [Fact]
    public void Reads_the_state_that_was_written()
    {
        using var temporary = new TemporaryDirectory();
        var directory = new LandscapeDirectory(temporary.Path);
        Assert.Null(directory.ReadState());

        var state = StateOf(new ProcessIdentity(7, 8));
        directory.WriteState(state);

        var read = directory.ReadState()!;
        Assert.Equal((state.Owner, state.GatewayPort, state.AdminPort), (read.Owner, read.GatewayPort, read.AdminPort));
        Assert.Equal(state.Shoots, read.Shoots);
        Assert.Equal(state.Processes, read.Processes);
        Assert.Equal((state.Cgroup, state.Kubectl), (read.Cgroup, read.Kubectl));
        Assert.Equal(state.Nodes, read.Nodes);
    }

    [Fact]
    public void Removes_its_own_files_and_no_others()
    {
        using var temporary = new TemporaryDirectory();
        var directory = new LandscapeDirectory(temporary.Path);
        directory.FilesOf(ShootName.Parse("a")).Create();
        directory.Gateway.Create();
        directory.WriteState(StateOf());
        File.WriteAllText(temporary["mine"], "");

        directory.RemoveFiles();
        directory.RemoveIfEmpty();

        Assert.Equal([temporary["mine"]], Directory.GetFileSystemEntries(temporary.Path));
    }

    [Fact]
    public async Task Kills_what_a_crash_has_left_but_not_who_has_its_process_id_now()
    {
        using var temporary = new TemporaryDirectory();
        var directory = new LandscapeDirectory(temporary["landscape"]);
        directory.Create();
        var left = await ChildProcess.StartAsync("left", temporary["left.log"], ["sleep", "1000"]);
        var stranger = await ChildProcess.StartAsync("stranger", temporary["stranger.log"], ["sleep", "1000"]);
        directory.WriteState(StateOf(left.Identity, stranger.Identity with { StartTicks = 1 }));

        await directory.RemoveLeftoversAsync();
        await left.Exited;

        Assert.True(stranger.Identity.IsAlive);
        await stranger.StopAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void One_at_a_time_has_the_lock()
    {
        using var temporary = new TemporaryDirectory();
        using (var first = DirectoryLock.TryTake(temporary["lock"]))
        {
            Assert.NotNull(first);
            Assert.Null(DirectoryLock.TryTake(temporary["lock"]));
        }

        using var second = DirectoryLock.TryTake(temporary["lock"]);
        Assert.NotNull(second);
    }

    private static LandscapeState StateOf(params ProcessIdentity[] processes) => new(
        new ProcessIdentity(1, 2),
        6443,
        9090,
        [new ShootState("a", "api.a.dev.example.test", 20001, 20002, "/kubeconfig", 20003)],
        [.. processes.Select(process => new ProcessState("etcd", process))],
        Kubectl: "/kubectl",
        Nodes: [new NodeState("a", "a-1", new ProcessIdentity(3, 4), "198.18.3.2")]);
}
