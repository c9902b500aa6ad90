using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Scenarios.Gateway;

namespace Connectivity.LoadTest.Scenarios.NodeProxy;

/// <summary>Small messages through the proxy of a node.</summary>
internal sealed class ProxyEchoScenario : GatewayEchoScenario
{
    /// <inheritdoc/>
    public override string Ours => NodeProxyPeer.Title;

    /// <inheritdoc/>
    public override string Remark => $"{base.Remark} The CPU time is that of apiserver-proxy alone; the gateway behind it is measured beside it.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [AtOnce(1), Paced(1, OnePerSecond), AtOnce(64), Paced(64, ManyPerSecond)];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [PeerKind.GatewayDirect, PeerKind.Gateway, PeerKind.NodeProxy];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals => [];

    /// <inheritdoc/>
    public override void Compare(IReadOnlyDictionary<string, Reading> round)
    {
        // Variants that keep no pace have no latencies.
        if (!round.TryGetValue(GatewayPeer.Title, out var gateway) || !round.TryGetValue(Ours, out var ours) || !gateway.TryGetValue(Metric.Median, out var median))
            return;
        ours[Metric.MedianOverGateway] = ours[Metric.Median] - median;
        ours[Metric.TailOverGateway] = ours[Metric.Tail] - gateway[Metric.Tail];
    }
}

/// <summary>Short connections through the proxy of a node.</summary>
internal sealed class ProxyDialScenario : GatewayDialScenario
{
    /// <inheritdoc/>
    public override string Ours => NodeProxyPeer.Title;

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [PeerKind.GatewayDirect, PeerKind.Gateway, PeerKind.NodeProxy];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals => [];
}

/// <summary>Memory of connections that wait in the proxy of a node.</summary>
internal sealed class ProxyIdleScenario : GatewayIdleScenario
{
    /// <inheritdoc/>
    public override string Ours => NodeProxyPeer.Title;

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [PeerKind.NodeProxy];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals => [];
}
