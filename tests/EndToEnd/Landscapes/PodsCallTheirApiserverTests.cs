using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;
using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>
/// Pods with the real kubectl call the address of the Service <c>kubernetes</c>, by way of kube-proxy, the published apiserver-proxy on
/// their node and the published gateway.
/// </summary>
[Collection(NodesTests.Name)]
public sealed class PodsCallTheirApiserverTests(NodesFixture nodes)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_pod_on_each_node_of_each_shoot_reads_its_own_namespace_with_its_service_account()
    {
        foreach (var shoot in nodes.Landscape.Shoots)
        {
            foreach (var node in shoot.Workers!.Nodes)
                await Of(shoot).ReadsItsNamespaceAsync(node.Plan.Name, Never);
        }
    }

    [Fact]
    public Task A_pod_reaches_its_own_kube_apiserver_and_not_that_of_the_other_shoot() =>
        Of(nodes.Shoot).ReachesAnotherThanAsync(Of(nodes.Other), Never);

    [Fact]
    public Task A_pod_of_the_other_shoot_does_not_reach_this_one() => Of(nodes.Other).ReachesAnotherThanAsync(Of(nodes.Shoot), Never);

    [Fact]
    public Task Watches_of_pods_go_on_while_routes_of_the_gateway_come_and_go() =>
        new RouteChangeProof(nodes.Landscape, nodes.Landscape.Shoots).WatchesGoOnAsync(Never);

    [Fact]
    public async Task The_gateways_log_has_the_address_of_the_node_for_a_pods_watch()
    {
        foreach (var proxy in nodes.Workers.Proxies)
            await new GatewayLogProof(nodes.Landscape).NamesTheNodeAsync(nodes.Shoot, proxy, Never);
    }

    private PodClientProofs Of(Shoot shoot) => new(nodes.Landscape.KubectlOf(shoot), shoot);
}
