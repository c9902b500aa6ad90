using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Connectivity.Shared.Hosting;
using Xunit;

namespace Connectivity.Shared.Tests.Hosting;

public sealed class AgentHostTests
{
    [Fact]
    public async Task Serves_health_readiness_metrics_configuration_and_the_agents_own_endpoints()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Header + "name: first\npassword: hunter2\n");

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await host.GetAsync("/healthz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await host.GetAsync("/readyz"));
        Assert.Equal((HttpStatusCode.OK, "[]"), await host.GetAsync("/connections"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/nothing")).Status);
        var metrics = (await host.GetAsync("/metrics")).Body;
        Assert.Contains("\nconnectivity_config_valid 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nprocess_resident_memory_bytes ", metrics, StringComparison.Ordinal);
        var config = JsonDocument.Parse((await host.GetAsync("/config")).Body).RootElement;
        Assert.Equal("127.0.0.1:0", config.GetProperty("admin").GetProperty("address").GetString());
        Assert.Equal("Information", config.GetProperty("log").GetProperty("level").GetString());
        Assert.Equal(("first", "***"), (config.GetProperty("name").GetString(), config.GetProperty("password").GetString()));
    }

    [Fact]
    public async Task Logs_no_requests()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Header + "log: { level: Debug }\nname: first\n");
        var before = host.Log.Lines.Count;
        await host.GetAsync("/metrics");

        Assert.Equal(before, host.Log.Lines.Count);
    }

    [Fact]
    public async Task Says_why_it_is_not_ready()
    {
        await using var host = await RunningHost.StartAsync();
        host.Agent.Problem = "address in use";

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "listener: address in use\n"), await host.GetAsync("/readyz"));
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Drains_unready_with_the_admin_endpoint_open_and_ends_with_zero(PosixSignal signal)
    {
        await using var host = await RunningHost.StartAsync();
        host.Raise(signal);
        await host.Agent.DrainBegan.Task;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining\n"), await host.GetAsync("/readyz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await host.GetAsync("/healthz"));
        Assert.False(host.Exit.IsCompleted);
        Assert.False(host.Agent.IsDisposed);

        host.Agent.DrainMayEnd.SetResult();
        Assert.Equal(0, await host.Exit);
        Assert.True(host.Agent.IsDisposed);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.GetAsync("/healthz"));
    }

    [Fact]
    public async Task Ends_at_once_on_the_second_signal()
    {
        await using var host = await RunningHost.StartAsync();
        host.Raise(PosixSignal.SIGTERM);
        await host.Agent.DrainBegan.Task;
        host.Raise(PosixSignal.SIGINT);

        await host.RunClockUntilAsync(() => host.Exit.IsCompleted);
        Assert.Equal(130, await host.Exit);
        Assert.True(host.Agent.AtOnce.IsCancellationRequested);
        Assert.False(host.Agent.DrainMayEnd.Task.IsCompleted);
        Assert.False(host.Agent.IsDisposed);
    }

    [Fact]
    public async Task Lets_the_agent_end_what_is_left_on_the_second_signal()
    {
        await using var host = await RunningHost.StartAsync();
        host.Raise(PosixSignal.SIGTERM);
        await host.Agent.DrainBegan.Task;
        using var ended = host.Agent.AtOnce.Register(host.Agent.DrainMayEnd.SetResult);
        host.Raise(PosixSignal.SIGTERM);

        Assert.Equal(143, await host.Exit);
        Assert.True(host.Agent.IsDisposed);
    }

    [Fact]
    public async Task Puts_a_changed_file_in_force()
    {
        await using var host = await RunningHost.StartAsync();
        host.WriteConfig(RunningHost.Header + "name: second\n");
        await host.RunClockUntilLoggedAsync("Information: Configuration applied");

        Assert.Equal("second", host.Agent.Current?.Name);
        Assert.Contains("\"name\": \"second\"", (await host.GetAsync("/config")).Body, StringComparison.Ordinal);
        var metrics = (await host.GetAsync("/metrics")).Body;
        Assert.Contains("connectivity_config_reloads_total{result=\"applied\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("connectivity_config_reloads_total{result=\"invalid\"} 0\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_the_old_configuration_when_the_new_one_is_invalid_and_recovers()
    {
        await using var host = await RunningHost.StartAsync();
        host.WriteConfig(RunningHost.Header + "nam: second\n");
        await host.RunClockUntilLoggedAsync($"Error: {host.ConfigPath}:2:1: nam: unknown key; did you mean name?");

        Assert.Contains($"Error: {host.ConfigPath}:1:1: name: is required", host.Log.Lines);
        Assert.Equal("first", host.Agent.Current?.Name);
        var metrics = (await host.GetAsync("/metrics")).Body;
        Assert.Contains("connectivity_config_reloads_total{result=\"invalid\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nconnectivity_config_valid 0\n", metrics, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/readyz")).Status);

        host.WriteConfig(RunningHost.Header + "name: third\n");
        await host.RunClockUntilLoggedAsync("Information: Configuration applied");
        Assert.Equal("third", host.Agent.Current?.Name);
        Assert.Contains("\nconnectivity_config_valid 1\n", (await host.GetAsync("/metrics")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Applies_an_unchanged_file_again_on_sighup()
    {
        await using var host = await RunningHost.StartAsync();
        host.Raise(PosixSignal.SIGHUP);

        await host.RunClockUntilAsync(host.Agent.TakeApplied);
        Assert.False(host.Agent.TakeApplied());
    }

    [Fact]
    public async Task Warns_of_settings_that_take_a_restart_and_takes_the_log_level_at_once()
    {
        await using var host = await RunningHost.StartAsync();
        host.WriteConfig("admin: { address: '' }\nname: first\npassword: new\n");
        await host.RunClockUntilLoggedAsync("Warning: password: takes a restart");
        Assert.Contains("Warning: admin.address: the new value takes a restart to come into force", host.Log.Lines);

        var logged = host.Log.Lines.Count;
        host.WriteConfig("admin: { address: '' }\nlog: { level: Error }\nname: second\npassword: newer\n");
        await host.RunClockUntilAsync(() => host.Agent.Current?.Name == "second");
        host.WriteConfig("nonsense\n");
        await host.RunClockUntilAsync(() => host.Log.Lines.Any(static l => l.Contains("expected keys", StringComparison.Ordinal)));
        Assert.DoesNotContain(host.Log.Lines.Skip(logged), static l => l.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Survives_an_agent_that_cannot_apply_a_configuration()
    {
        var agent = new TestAgent { FailsToApply = true };
        await using var host = await RunningHost.StartAsync(agent: agent);
        host.WriteConfig(RunningHost.Header + "name: second\n");
        await host.RunClockUntilLoggedAsync("Error: Configuration could not be put in force");

        Assert.Contains("connectivity_config_reloads_total{result=\"failed\"} 1\n", (await host.GetAsync("/metrics")).Body, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"first\"", (await host.GetAsync("/config")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_to_run_with_an_invalid_file_and_tells_every_mistake()
    {
        var host = RunningHost.Launch("nam: x\nlog: { level: Loud }\n");

        Assert.Equal(1, await host.Exit);
        Assert.Equal(
            $"""
            {host.ConfigPath}:1:1: name: is required
            {host.ConfigPath}:1:1: nam: unknown key; did you mean name?
            {host.ConfigPath}:2:15: log.level: "Loud" is not one of Debug, Information, Warning, Error

            """,
            host.Environment.Error.ToString());
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Ends_with_one_when_the_admin_address_is_taken()
    {
        await using var first = await RunningHost.StartAsync();
        var address = new Uri(await first.Started).Authority;
        await using var second = RunningHost.Launch($"admin: {{ address: \"{address}\" }}\nname: x\n");

        Assert.Equal(1, await second.Exit);
        Assert.StartsWith(
            $"Error: Cannot start: admin.address: cannot listen on {address}: ",
            Assert.Single(second.Log.Lines, static l => !l.StartsWith("Warning", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Null(second.Agent.Current);
        Assert.True(second.Agent.IsDisposed);
    }

    [Fact]
    public async Task Ends_with_one_when_the_agent_cannot_start()
    {
        var agent = new TestAgent { FailsToStart = new AgentStartException("listeners[0].address: in use") };
        await using var host = RunningHost.Launch(RunningHost.Header + "name: x\n", agent);

        Assert.Equal(1, await host.Exit);
        Assert.Contains("Error: Cannot start: listeners[0].address: in use", host.Log.Lines);
        Assert.True(agent.IsDisposed);
    }
}
