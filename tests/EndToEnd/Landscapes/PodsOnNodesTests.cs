using Connectivity.Landscape.Proofs;
using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>
/// kubectl on pods of a real node behind a firewall, by way of the published gateway, a real kube-apiserver and the published tunnel.
/// </summary>
[Collection(NodesTests.Name)]
public sealed class PodsOnNodesTests(NodesFixture nodes)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly PodProofs _pods = new(nodes.Kubectl);
    private readonly ProxyProofs _proxies = new(nodes.Kubectl);

    private NodePairProofs Pair => new(nodes.Landscape, nodes.Shoot, nodes.Progress);

    [Fact]
    public Task Exec_runs_a_command() => _pods.ExecutesAsync(Never);

    [Fact]
    public Task The_exit_code_of_a_command_arrives() => _pods.PassesExitCodesAsync(Never);

    [Fact]
    public Task Exec_carries_fifty_megabytes_each_way_unchanged() => _pods.CarriesBulkAsync(Never);

    [Fact]
    public Task Exec_gives_a_terminal() => _pods.HasATerminalAsync(Never);

    [Fact]
    public Task Logs_are_followed() => _pods.FollowsLogsAsync(Never);

    [Fact]
    public Task A_port_is_forwarded() => _pods.ForwardsPortsAsync(Never);

    [Fact]
    public Task Files_are_copied_there_and_back() => _pods.CopiesFilesAsync(Never);

    [Fact]
    public Task Metrics_are_read_through_the_nodes_proxy() => _proxies.ReadsMetricsAsync(nodes.Workers.Nodes[0].Plan.Name, Never);

    [Fact]
    public Task A_pod_answers_through_its_proxy() => _proxies.ReachesPodsAsync(Never);

    [Fact]
    public Task A_Service_answers_through_its_proxy() => _proxies.ReachesServicesAsync(Never);

    [Fact]
    public Task An_admission_webhook_in_a_pod_is_asked() => new WebhookProof(nodes.Kubectl, nodes.Shoot.Pki).AsksTheWebhookAsync(Never);

    [Fact]
    public Task An_API_is_passed_on_to_an_extension_server_in_a_pod() => new AggregatedApiProof(nodes.Kubectl, nodes.Shoot.Pki).AnswersAsync(Never);

    [Fact]
    public Task Exec_and_logs_reach_pods_on_both_nodes() => Pair.ReachesBothAsync(Never);

    [Fact]
    public Task Pods_on_different_nodes_reach_each_other() => Pair.PodsMeetAsync(Never);

    [Fact]
    public Task With_one_of_two_agents_lost_a_shell_on_the_others_node_goes_on_and_exec_reaches_both() => Pair.OneAgentIsEnoughAsync(Never);

    [Fact]
    public Task Nobody_connects_to_the_node_from_outside() => FirewallProof.IsClosedAsync(nodes.Workers.Nodes[0].Plan, Never);

    [Fact]
    public Task Without_its_agent_exec_fails_and_says_why_and_with_it_back_it_works() =>
        new TunnelProofs(nodes.Kubectl, nodes.Workers, nodes.Progress).NamesTheFailingLegAsync(Never);
}
