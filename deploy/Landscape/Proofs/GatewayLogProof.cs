using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Proxies;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that the gateway knows which node a pod's connection comes from.</summary>
internal sealed class GatewayLogProof(RunningLandscape landscape)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A pod's watch is found among the connections of the proxy on its node, by the pod's address, and, by the bytes that it has moved,
    /// among those of the gateway. When it has ended, the gateway's log has the node's address for it.
    /// </summary>
    public Task NamesTheNodeAsync(Shoot shoot, NodeProxy proxy, CancellationToken cancellation) => Proof.WithinAsync(Limit, async inner =>
    {
        var kubectl = landscape.KubectlOf(shoot);
        var plan = proxy.Node.Plan;
        var pod = await ClientPods.PodOnAsync(kubectl, plan.Name, inner);
        var podAddress = await kubectl.RunAsync(inner, "get", "pod", pod, "-n", Workload.Namespace, "-o", "jsonpath={.status.podIP}");
        GatewayConnection found;
        await using (await ConfigMapWatch.StartInPodAsync(kubectl, pod, inner))
        {
            found = await FindAsync(proxy, podAddress, inner);
            await kubectl.RunAsync(inner, "exec", "-n", Workload.Namespace, pod, "--", "killall", "kubectl");
        }

        Proof.Demand(found.IsFrom(plan.Address.Node.ToString()), $"to the gateway, the pod's connection comes from {found.Client}");
        Proof.Demand(found.Route == $"{shoot.Name.Namespace}/kube-apiserver", $"the pod's connection has taken the route {found.Route}");
        // By the number alone it would not be found: a gateway that was started again counts anew.
        return await landscape.AccessLog.WaitForAsync($"\"id\":{found.Id},\"listener\":\"connect-nodes\",\"client\":\"{found.Client}\"", inner);
    }, cancellation);

    // Both are read while nothing happens on the watch; else they would not agree, and are read again, as they are while another connection
    // has moved just as much.
    private async Task<GatewayConnection> FindAsync(NodeProxy proxy, string podAddress, CancellationToken cancellation)
    {
        using var http = LoopbackHttp.Create();
        while (true)
        {
            var ofPod = Parse(await proxy.ConnectionsAsync(cancellation)).Where(connection => connection.IsFrom(podAddress)).ToList();
            var atGateway = Parse(await LoopbackHttp.GetTextAsync(http, landscape.AdminPort, "/connections", cancellation));
            if (ofPod is [{ BytesDown: > 0 } atProxy] && atGateway.Where(other => Moved(other) == Moved(atProxy)).ToList() is [var found])
                return found;
            await Task.Delay(Interval, cancellation);
        }
    }

    private static (long Up, long Down) Moved(GatewayConnection connection) => (connection.BytesUp, connection.BytesDown);

    private static IReadOnlyList<GatewayConnection> Parse(string? json) => json is null ? [] : GatewayConnection.ParseList(json);
}
