using Connectivity.Landscape.Processes;
using Xunit;

namespace Connectivity.Landscape.Tests.Processes;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Both_outputs_go_to_the_log_and_the_exit_code_is_told()
    {
        using var directory = new TemporaryDirectory();
        var child = await ChildProcess.StartAsync("child", directory["log"], ["/bin/sh", "-c", "echo out; echo err >&2; exit 7"]);

        Assert.Equal(7, await child.Exited);
        Assert.Equal("out\nerr", child.LogTail());
    }

    [Fact]
    public async Task Is_asked_to_end_and_ends()
    {
        using var directory = new TemporaryDirectory();
        var child = await ChildProcess.StartAsync("child", directory["log"], ["sleep", "1000"]);

        await child.StopAsync(Grace);

        Assert.False(child.Identity.IsAlive);
        Assert.True(child.IsStopping);
    }

    [Fact]
    public async Task Is_killed_when_it_does_not_end_when_asked()
    {
        using var directory = new TemporaryDirectory();
        var child = await ChildProcess.StartAsync("child", directory["log"], ["/bin/sh", "-c", "trap '' TERM; sleep 1000 & wait; wait"]);

        await child.StopAsync(TimeSpan.Zero);

        Assert.False(child.Identity.IsAlive);
    }

    [Fact]
    public async Task Is_not_told_of_proxies()
    {
        using var directory = new TemporaryDirectory();
        Environment.SetEnvironmentVariable("https_proxy", "http://127.0.0.1:1");
        var child = await ChildProcess.StartAsync("child", directory["log"], ["/bin/sh", "-c", "echo \"proxy: $https_proxy\""]);
        Environment.SetEnvironmentVariable("https_proxy", null);
        await child.Exited;

        Assert.Equal("proxy:", child.LogTail().TrimEnd());
    }

    [Fact]
    public async Task Killed_it_has_no_say()
    {
        using var directory = new TemporaryDirectory();
        var child = await ChildProcess.StartAsync("child", directory["log"], ["/bin/sh", "-c", "trap '' TERM; sleep 1000 & wait; wait"]);

        await child.KillAsync();

        Assert.False(child.Identity.IsAlive);
        Assert.True(child.IsStopping);
    }

    [Fact]
    public async Task Leads_a_process_group_of_its_own()
    {
        using var directory = new TemporaryDirectory();
        var child = await ChildProcess.StartAsync("child", directory["log"], ["/bin/sh", "-c", "cut -d' ' -f1,5 /proc/$$/stat"]);
        await child.Exited;

        Assert.Equal($"{child.Identity.Pid} {child.Identity.Pid}", child.LogTail());
    }
}
