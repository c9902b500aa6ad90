using Connectivity.Landscape.Proofs;
using Xunit;

namespace Connectivity.EndToEnd.Gateway.Kubernetes;

/// <summary>What clients of Kubernetes see of the gateway's end, of a kube-apiserver's, and of much traffic.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class KubernetesTests(ControlPlanes shoots) : GatewayScenario
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_watch_goes_on_through_the_drain_of_its_gateway()
    {
        var gateway = await StartAsync(shoots.Routes, "drain: { timeout: 10m }");
        var next = await StartAsync(shoots.Routes);
        await using (var watch = await ConfigMapWatch.StartAsync(shoots.Kubectl(shoots.A, gateway.Port), Never))
        {
            await gateway.DrainAsync();
            await watch.ProveAliveAsync(shoots.Kubectl(shoots.A, next.Port), Never);
        }

        Assert.Equal(0, await gateway.ExitCodeAsync());
        Assert.DoesNotContain(gateway.AccessLog.Lines(), static line => (string?)line["outcome"] == "Drained");
    }

    [Fact]
    public async Task A_dead_kube_apiserver_is_told_to_its_own_clients_only_and_is_used_again_as_soon_as_it_is_back()
    {
        // Only the last resort leads to it after the failures: it stays ejected for longer than the test takes.
        var gateway = await StartAsync(shoots.Routes, "outlierEjection: { consecutiveFailures: 2, baseTime: 1h, maxTime: 1h }");
        var (a, b) = (shoots.Kubectl(shoots.A, gateway.Port), shoots.Kubectl(shoots.B, gateway.Port));
        await a.RunAsync(Never, "get", "namespaces");
        await using var watch = await ConfigMapWatch.StartAsync(b, Never);

        await shoots.KillApiserverAsync(shoots.A);
        try
        {
            for (var attempt = 0; attempt < 3; attempt++)
                await AssertToldOfTheDeadAsync(a);
            Assert.False(await IsUsableAsync(gateway), "the kube-apiserver has not been ejected");
            await watch.ProveAliveAsync(Never);
        }
        finally
        {
            await shoots.RestartApiserverAsync(shoots.A);
        }

        Assert.False(await IsUsableAsync(gateway), "nothing but a connection ends the ejection");
        await a.RunAsync(Never, "get", "namespaces");
        Assert.True(await IsUsableAsync(gateway), "a connection ends the ejection");
        await watch.ProveAliveAsync(Never);
    }

    [Fact]
    public async Task A_list_of_tens_of_megabytes_is_the_same_through_the_gateway_each_time()
    {
        var gateway = await StartAsync(shoots.Routes);
        var (direct, through) = (shoots.KubectlOf(shoots.A), shoots.Kubectl(shoots.A, gateway.Port));
        // Through the gateway too: the other direction is as large.
        await BulkConfigMaps.CreateAsync(through, gateway.AccessLogPath + ".bulk");
        var expected = await BulkConfigMaps.HashOfListAsync(direct);

        Assert.Equal(expected, await BulkConfigMaps.HashOfListAsync(through));
        Assert.Equal(expected, await BulkConfigMaps.HashOfListAsync(through));

        var route = "route=\"" + shoots.A.Name.Host + '"';
        var down = await gateway.Admin.MetricAsync("connectivity_route_bytes_total", route, "direction=\"down\"");
        var up = await gateway.Admin.MetricAsync("connectivity_route_bytes_total", route, "direction=\"up\"");
        Assert.InRange(down, 2 * BulkConfigMaps.LeastBytes, double.MaxValue);
        Assert.InRange(up, BulkConfigMaps.LeastBytes, double.MaxValue);
    }

    // Neither a time-out nor a connection that ends without a word.
    private static async Task AssertToldOfTheDeadAsync(Kubectl kubectl)
    {
        var told = await kubectl.TryRunAsync(Never, "get", "namespaces");
        Assert.True(told.ExitCode == 1, told.Error);
        Assert.Contains("tls: internal error", told.Error, StringComparison.Ordinal);
    }

    private async Task<bool> IsUsableAsync(GatewayProgram gateway)
    {
        var routes = await gateway.Admin.GetJsonAsync("/routes");
        var route = routes["routes"]!.AsArray().Single(route => (string?)route!["name"] == shoots.A.Name.Host)!;
        return (bool)route["backends"]![0]!["endpoints"]![0]!["usable"]!;
    }
}
