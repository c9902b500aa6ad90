using Connectivity.Landscape.Commands;
using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary><c>landscape trace</c> on a landscape whose parts are taken away, one at a time: it names the leg, and leaves the others in peace.</summary>
[Collection(NodesTests.Name)]
public sealed class TraceTests(NodesFixture nodes)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private string Node => nodes.Workers.Nodes[0].Plan.Name.Value;

    [Fact]
    public async Task Every_leg_of_a_healthy_shoot_is_ok()
    {
        var (exitCode, lines) = await TraceAsync();
        Assert.True(exitCode == 0, string.Join('\n', lines));
        Assert.Equal("shoot a", lines[0]);
        Assert.All(lines.Skip(1), line => Assert.Matches("^  [^ ].*  ok +[0-9.]+ ms  .", line));
        Assert.True(lines.Count >= 1 + 7, string.Join('\n', lines));
    }

    [Fact]
    public async Task Without_the_agent_its_leg_and_the_kubelets_name_the_cause()
    {
        await Task.WhenAll(nodes.Workers.Agents.Select(agent => agent.KillAsync()));
        IReadOnlyList<string> lines;
        try
        {
            lines = await TraceUntilItFailsAsync();
        }
        finally
        {
            await Task.WhenAll(nodes.Workers.Agents.Select(agent => agent.StartAsync()));
            await nodes.Workers.WaitForTunnelAsync(nodes.Progress, Never);
        }

        Assert.Contains("  ok  ", Line(lines, "gateway -> apiserver"), StringComparison.Ordinal);
        Assert.Contains("  FAILED  ", Line(lines, $"server -> agent {Node}"), StringComparison.Ordinal);
        Assert.Contains($"the process 'vpn-tunnel agent of node {Node}' is not running", Line(lines, $"server -> agent {Node}"), StringComparison.Ordinal);
        var kubelet = Line(lines, $"agent -> kubelet {Node}");
        Assert.Matches("  FAILED  .*CONNECT [0-9.]+:10250: 503 Service Unavailable: .*agent", kubelet);
    }

    [Fact]
    public async Task Without_the_apiserver_its_leg_names_the_cause_and_the_tunnel_is_still_tried()
    {
        await nodes.Shoot.KillApiserverAsync();
        IReadOnlyList<string> lines;
        try
        {
            lines = await TraceUntilItFailsAsync();
        }
        finally
        {
            await nodes.Shoot.StartApiserverAsync();
            await nodes.Shoot.WaitUntilReadyAsync(nodes.Progress, Never);
        }

        Assert.Contains("  ok  ", Line(lines, "client -> gateway"), StringComparison.Ordinal);
        Assert.Contains("ECONNREFUSED", Line(lines, "apiserver  "), StringComparison.Ordinal);
        var route = Line(lines, "gateway -> apiserver");
        Assert.Contains("kube-apiserver does not answer", route, StringComparison.Ordinal);
        Assert.Contains("the process 'kube-apiserver of shoot a' is not running", route, StringComparison.Ordinal);
        Assert.Contains("TLS alert internal_error (80); the gateway's access log says ConnectRefused (upstream)", route, StringComparison.Ordinal);
        Assert.Contains("  ok  ", Line(lines, $"agent -> kubelet {Node}"), StringComparison.Ordinal);
    }

    private static string Line(IReadOnlyList<string> lines, string leg) =>
        Assert.Single(lines, line => line.StartsWith($"  {leg}", StringComparison.Ordinal));

    private async Task<(int ExitCode, IReadOnlyList<string> Lines)> TraceAsync()
    {
        var lines = new List<string>();
        return (await TraceCommand.RunAsync(nodes.Options, "a", lines.Add, Never), lines);
    }

    // Whoever is behind a process that was killed learns of it a moment later.
    private async Task<IReadOnlyList<string>> TraceUntilItFailsAsync()
    {
        while (true)
        {
            var (exitCode, lines) = await TraceAsync();
            if (exitCode != 0)
                return lines;
        }
    }
}
