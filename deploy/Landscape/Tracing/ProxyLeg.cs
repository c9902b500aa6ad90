using System.ComponentModel;
using System.Net;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Proxies;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Tracing;

/// <summary>
/// From a node to kube-apiserver as its pods go there: a TLS handshake with the address behind the Service <c>kubernetes</c>, by apiserver-proxy and
/// gateway; and what the proxy says of its readiness.
/// </summary>
internal static class ProxyLeg
{
    // One of the names in the certificate, by which pods call kube-apiserver.
    private const string Host = "kubernetes.default.svc";

    public static async Task<LegResult> ProbeAsync(ShootContext shoot, NodeState node, ShootCredentials credentials, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
            return LegResult.NotLookedAt(TraceLeg.NodeProxy, "connecting from within a node takes root", node.Name);
        using var authority = credentials.Authority();
        using var http = NodeLoopback.CreateClient(node.Holder);
        var address = new IPEndPoint(ShootNetwork.AdvertiseAddress, shoot.Shoot.ApiserverPort);
        try
        {
            var shaken = await Handshake.RunAsync(inner => NodeLoopback.ConnectAsync(node.Holder, address, inner), Host, authority, cancellation);
            var ready = await LoopbackHttp.GetAnswerAsync(http, NodeProxyConfiguration.AdminPort, "/readyz", cancellation);
            return Of(node.Name, address, shaken, ready, shoot.Missing($"apiserver-proxy of node {node.Name}"));
        }
        catch (Exception error) when (error is IOException or Win32Exception or UnauthorizedAccessException)
        {
            return LegResult.NotReached(TraceLeg.NodeProxy, $"the node cannot be entered: {error.Message}", node.Name);
        }
    }

    /// <summary>What a handshake through the proxy and the proxy's own words mean.</summary>
    public static LegResult Of(string node, IPEndPoint address, HandshakeResult shaken, LoopbackAnswer? ready, string missing)
    {
        var words = ready is null ? $"the proxy does not answer on its admin endpoint{missing}"
            : ready.IsSuccess ? "the proxy says it is ready" : $"the proxy says: {ready.Text.ReplaceLineEndings("; ")}";
        if (!shaken.IsOk)
            return LegResult.Failed(TraceLeg.NodeProxy, shaken.Took, $"{address} from the node: {shaken.Detail}; {words}", node);
        return ready is { IsSuccess: true }
            ? LegResult.Ok(TraceLeg.NodeProxy, shaken.Took, $"TLS with {address} from the node, right certificate; {words}", node)
            : LegResult.Failed(TraceLeg.NodeProxy, shaken.Took, $"TLS with {address} from the node works, but {words}", node);
    }
}
