using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>A changed file concerns new connections; those that are there stay where they are.</summary>
public sealed class ReloadTests : GatewayScenario
{
    [Theory]
    [InlineData(ConfigurationWrite.Rename)]
    [InlineData(ConfigurationWrite.InPlace)]
    [InlineData(ConfigurationWrite.ConfigMapSwap)]
    public async Task A_changed_file_moves_new_connections_and_leaves_the_old_ones(ConfigurationWrite write)
    {
        var (blue, green) = (StartBackend("blue"), StartBackend("green"));
        var gateway = await StartAsync([new HostRoute(Host, blue.Port)], write: write);
        var old = await ConnectAsync(gateway);

        gateway.Configure([new HostRoute(Host, green.Port)]);
        await gateway.Admin.WaitForMetricAsync(1, "connectivity_config_generation");
        var @new = await ConnectAsync(gateway);

        Assert.Equal(("blue", "green"), (old.Backend, @new.Backend));
        await old.ProveAliveAsync("still on the old backend");
        await @new.ProveAliveAsync("on the new one");
    }

    [Fact]
    public async Task Changes_are_taken_up_one_after_the_other()
    {
        var (blue, green) = (StartBackend("blue"), StartBackend("green"));
        var gateway = await StartAsync([new HostRoute(Host, blue.Port)], write: ConfigurationWrite.ConfigMapSwap);
        var first = await ConnectAsync(gateway);

        for (var generation = 1; generation <= 4; generation++)
        {
            var expected = generation % 2 == 0 ? blue : green;
            gateway.Configure([new HostRoute(Host, expected.Port)]);
            await gateway.Admin.WaitForMetricAsync(generation, "connectivity_config_generation");
            using var client = await ConnectAsync(gateway);
            Assert.Equal(expected == blue ? "blue" : "green", client.Backend);
            await first.ProveAliveAsync($"there since before generation {generation}");
        }
    }

    [Fact]
    public async Task A_broken_file_is_reported_and_changes_nothing_until_it_is_mended()
    {
        var (blue, green) = (StartBackend("blue"), StartBackend("green"));
        var gateway = await StartAsync([new HostRoute(Host, blue.Port)]);
        gateway.MayLogErrors = true;
        var old = await ConnectAsync(gateway);

        gateway.Configure([new HostRoute("*.*.example.org", green.Port)], "zone: []\nlimit: {}");
        await gateway.Admin.WaitForMetricAsync(0, "connectivity_config_valid");
        await AssertToldAsync(gateway, ":5:7: zone: ");
        await AssertToldAsync(gateway, ":6:1: limit: unknown key; did you mean limits?");
        await AssertToldAsync(gateway, ": routes[0].hosts[0]: ");
        Assert.Equal(1, await gateway.Admin.MetricAsync("connectivity_config_reloads_total", "result=\"invalid\""));
        var meanwhile = await ConnectAsync(gateway);

        gateway.Configure([new HostRoute(Host, green.Port)]);
        await gateway.Admin.WaitForMetricAsync(1, "connectivity_config_valid");
        var after = await ConnectAsync(gateway);

        Assert.Equal(("blue", "blue", "green"), (old.Backend, meanwhile.Backend, after.Backend));
        await old.ProveAliveAsync("through all of it");
    }

    [Fact]
    public async Task A_file_that_is_gone_changes_nothing()
    {
        var blue = StartBackend("blue");
        var gateway = await StartAsync([new HostRoute(Host, blue.Port)]);
        gateway.MayLogErrors = true;

        File.Delete(gateway.ConfigurationPath);
        await gateway.Admin.WaitForMetricAsync(0, "connectivity_config_valid");

        await AssertToldAsync(gateway, ": no such file");
        Assert.Equal("blue", (await ConnectAsync(gateway)).Backend);
    }

    [Fact]
    public async Task The_hang_up_signal_reads_the_file_again_and_opens_the_access_log_anew()
    {
        var blue = StartBackend("blue");
        var gateway = await StartAsync([new HostRoute(Host, blue.Port)]);
        var old = await ConnectAsync(gateway);
        File.Move(gateway.AccessLogPath, gateway.AccessLogPath + ".1");

        gateway.Reload();
        await gateway.Admin.WaitForMetricAsync(1, "connectivity_config_reloads_total", "result=\"applied\"");

        await old.ProveAliveAsync("a reload of the same file concerns nobody");
        old.Finish();
        Assert.Equal(ConnectionEnd.Fin, await old.EndAsync());
        var line = await gateway.AccessLog.WaitForAsync(static _ => true);
        Assert.Equal(("Completed", Host), ((string?)line["outcome"], (string?)line["name"]));
        Assert.Equal("", new GatewayLog(gateway.AccessLogPath + ".1").Text());
    }

    private static Task AssertToldAsync(GatewayProgram gateway, string mistake) =>
        gateway.Log.WaitForAsync(line =>
            (string?)line["level"] == "Error" && line["problem"] is { } problem
            && problem.GetValue<string>().StartsWith(gateway.ConfigurationPath, StringComparison.Ordinal)
            && problem.GetValue<string>().Contains(mistake, StringComparison.Ordinal));
}
