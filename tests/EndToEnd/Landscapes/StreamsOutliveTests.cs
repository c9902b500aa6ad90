using Connectivity.Landscape.Commands;
using Connectivity.Landscape.Control;
using Connectivity.Landscape.Proofs;
using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>
/// What is open through a tunnel outlives the loss of what the tunnel goes through: published programs, a real kube-apiserver and a real
/// node behind a firewall.
/// </summary>
[Collection(NodesTests.Name)]
public sealed class StreamsOutliveTests(NodesFixture nodes)
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly TimeSpan CarriersLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public Task A_shell_and_a_followed_log_go_on_when_the_gateway_is_killed_and_started_again() =>
        new GatewayOutageProof(nodes.Landscape, nodes.Progress).OpenStreamsGoOnAsync(Never);

    [Fact]
    public Task Fifty_megabytes_through_exec_outlive_carriers_lost_one_after_the_other() =>
        new CarrierLossProof(nodes.DirectKubectl, nodes.Workers).BulkOutlivesItsCarriersAsync(Never);

    [Fact]
    public async Task The_gateway_is_restarted_from_another_shell_and_leads_to_the_shoot_and_its_pods_again()
    {
        var changes = new ShootChanges(nodes.Landscape, nodes.Progress);
        var exitCode = await changes.ExecuteAsync(new ControlRequest("restart-gateway", null), _ => { }, Never);
        Assert.True(exitCode == 0, nodes.Said);
        await new PodProofs(nodes.Kubectl).ExecutesAsync(Never);

        // The agent tells it from within the node: its carriers were lost with the gateway, and stand again. Each comes back in its own time.
        var status = new List<string>();
        using var patience = new CancellationTokenSource(CarriersLimit);
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            status.Clear();
            Assert.Equal(0, await StatusCommand.RunAsync(nodes.Options, status.Add, patience.Token));
        }
        while (!status.Exists(line => line.StartsWith("  shoot a, agent a-1, carrier 0 (standing): ", StringComparison.Ordinal)));

        Assert.Contains(status, line => line.StartsWith("SHOOT  NODE  READY ", StringComparison.Ordinal));
        Assert.Contains(status, line => line.StartsWith("a      a-1   yes ", StringComparison.Ordinal));
    }
}
