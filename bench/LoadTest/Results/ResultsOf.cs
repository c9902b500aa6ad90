using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Scenarios;

namespace Connectivity.LoadTest.Results;

/// <summary>Makes results of what scenarios have measured.</summary>
internal static class ResultsOf
{
    private static readonly Metric[] NeitherWay = [.. Metric.Context, Metric.Resets];

    /// <summary>Those of one scenario.</summary>
    public static ScenarioResults Scenario(string family, Scenario scenario, LoadLevel level, ScenarioOutcome outcome) => new()
    {
        Family = family,
        Name = scenario.Name,
        Title = scenario.Title,
        Remark = scenario.Remark,
        WarmupSeconds = level.Warmup.TotalSeconds,
        WindowSeconds = level.Window.TotalSeconds,
        Peers = [.. outcome.Peers.Select(p => new PeerEntry(p, Role(p, scenario.Ours)))],
        Variants = [.. outcome.Tables.Select(Variant)],
        Targets = [.. scenario.Goals.Select(static g => new TargetEntry(g.Variant, g.Metric.Name, g.Bound, g.RelativeTo))],
    };

    private static VariantResults Variant(Table table) => new(
        table.Variant,
        [.. table.Peers.SelectMany(p => table.Metrics.Select(m => Figure(table, p, m))).OfType<Figure>()],
        [.. table.Peers.Where(table.Latencies.ContainsKey).Select(p => Latency(p, table.Latencies[p]))]);

    /// <summary>A figure; null where there is none, or where a round has divided by nothing: JSON has no word for that.</summary>
    private static Figure? Figure(Table table, string peer, Metric metric) =>
        table.Find(peer, metric) is { } series && series.Values.All(double.IsFinite)
            ? new Figure(peer, metric.Name, metric.Unit, Way(metric), metric.Format, [.. series.Values])
            : null;

    private static BetterWay Way(Metric metric)
    {
        if (NeitherWay.Contains(metric))
            return BetterWay.Neither;
        return metric.MoreIsBetter ? BetterWay.More : BetterWay.Less;
    }

    private static LatencyEntry Latency(string peer, LatencyHistogram latencies) =>
        new(peer, [.. latencies.Buckets.Select(static b => b.Microseconds)], [.. latencies.Buckets.Select(static b => (double)b.Count)]);

    private static PeerRole Role(string peer, string ours)
    {
        if (peer == ours)
            return PeerRole.Ours;
        if (peer.StartsWith(DirectPeer.Title, StringComparison.Ordinal))
            return PeerRole.Direct;
        // The same program in another configuration: "vpn-tunnel, Unix socket" and "vpn-tunnel, mutual TLS".
        return peer.Split(',')[0] == ours.Split(',')[0] ? PeerRole.OursToo : PeerRole.Peer;
    }
}
