using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>A load on what stands before many tenants, beside HAProxy, nginx and the direct path.</summary>
internal abstract class GatewayScenario : Scenario
{
    /// <inheritdoc/>
    public override string Ours => GatewayPeer.Title;

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers => PeerKinds.Gateways;

    /// <inheritdoc/>
    public sealed override Reading Measure(Peer peer, string variant, LoadLevel level) => Measure((EntryPeer)peer, variant, level);

    /// <summary>Measures one round.</summary>
    protected abstract Reading Measure(EntryPeer peer, string variant, LoadLevel level);

    /// <summary>Measures a load that runs.</summary>
    protected static (Usage Usage, LoadCount Count) Watch(EntryPeer peer, FleetLoad load, LoadLevel level)
    {
        Thread.Sleep(level.Warmup);
        var meter = LoadLevel.MeterFor(peer);
        load.Begin();
        meter.Begin();
        Thread.Sleep(level.Window);
        var usage = meter.End();
        return (usage, load.End().Flawless());
    }

    /// <summary>Adds quantiles.</summary>
    protected static Reading WithLatencies(LatencyHistogram latencies) => new()
    {
        Latencies = latencies,
        [Metric.Median] = latencies.Quantile(0.5),
        [Metric.Tail] = latencies.Quantile(0.99),
        [Metric.FarTail] = latencies.Quantile(0.999),
    };
}
