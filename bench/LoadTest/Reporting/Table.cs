using Connectivity.LoadTest.Measuring;

namespace Connectivity.LoadTest.Reporting;

/// <summary>The figures of one variant of a scenario: of each peer, each metric over all rounds.</summary>
internal sealed class Table(string scenario, string variant)
{
    private readonly List<string> _peers = [];
    private readonly List<Metric> _metrics = [];
    private readonly Dictionary<(string Peer, Metric Metric), List<double>> _values = [];
    private readonly Dictionary<string, LatencyHistogram> _latencies = [];

    /// <summary>The scenario's name.</summary>
    public string Scenario => scenario;

    /// <summary>The variant.</summary>
    public string Variant => variant;

    /// <summary>The peers that were measured.</summary>
    public IReadOnlyList<string> Peers => _peers;

    /// <summary>The metrics that at least one has; what is only context comes last.</summary>
    public IReadOnlyList<Metric> Metrics => [.. _metrics.Except(Metric.Context), .. _metrics.Intersect(Metric.Context)];

    /// <summary>Latencies of each peer that has some, of all rounds together.</summary>
    public IReadOnlyDictionary<string, LatencyHistogram> Latencies => _latencies;

    /// <summary>Adds a peer's figures of a round.</summary>
    public void Add(string peer, Reading reading)
    {
        if (!_peers.Contains(peer))
            _peers.Add(peer);
        if (reading.Latencies is { } latencies)
            LatenciesOf(peer).Add(latencies);
        foreach (var (metric, value) in reading)
        {
            if (!_metrics.Contains(metric))
                _metrics.Add(metric);
            if (!_values.TryGetValue((peer, metric), out var values))
                _values[(peer, metric)] = values = [];
            values.Add(value);
        }
    }

    /// <summary>One figure; null where there is none.</summary>
    public Series? Find(string peer, Metric metric) => _values.TryGetValue((peer, metric), out var values) ? new Series(values) : null;

    private LatencyHistogram LatenciesOf(string peer)
    {
        if (!_latencies.TryGetValue(peer, out var sum))
            _latencies[peer] = sum = new LatencyHistogram();
        return sum;
    }
}
