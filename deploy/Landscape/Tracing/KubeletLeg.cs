using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Tracing;

/// <summary>
/// To a node's kubelet as kube-apiserver goes there: CONNECT at the front end, a TLS handshake with the kubelet, and then <c>/healthz</c> through
/// kube-apiserver's proxy for nodes.
/// </summary>
internal static class KubeletLeg
{
    public static async Task<LegResult> ProbeAsync(
        ShootContext shoot, NodeState node, ShootCredentials credentials, ApiserverClient apiserver, CancellationToken cancellation)
    {
        var target = $"{node.Address}:{KubeletConfiguration.Port}";
        using var authority = credentials.Authority();
        var start = Stopwatch.GetTimestamp();
        string? refused = null;
        var shaken = await Handshake.RunAsync(ConnectAsync, node.Address, authority, cancellation);
        if (shaken.End == HandshakeEnd.NotConnected)
            return Failed(refused ?? $"CONNECT {target}: {shaken.Detail}");
        if (!shaken.IsOk)
            return Failed($"connected to {target}, TLS with the kubelet: {shaken.Detail}");
        var answer = await apiserver.GetAnswerAsync($"/api/v1/nodes/{node.Name}/proxy/healthz", cancellation);
        return KubeletVerdict.Of(node.Name, target, shaken.Took, answer);

        LegResult Failed(string cause) => LegResult.Failed(TraceLeg.Kubelet, Stopwatch.GetElapsedTime(start), cause, node.Name);

        async Task<Socket> ConnectAsync(CancellationToken inner)
        {
            var (socket, refusal) = await FrontendConnect.ToAsync(shoot.Files.TunnelSocket, target, inner);
            refused = refusal is null ? null : $"CONNECT {target}: {refusal}";
            return socket ?? throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }
}
