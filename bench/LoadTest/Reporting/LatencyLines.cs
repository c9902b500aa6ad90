using System.Globalization;
using Connectivity.LoadTest.Charts;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>Latencies of a variant as lines, ours first: of the histogram where there is one, else of the quantiles among the figures.</summary>
internal static class LatencyLines
{
    private static readonly double[] Percentiles = [.. Enumerable.Range(0, 76).Select(static i => 100 * (1 - Math.Pow(10, -(Math.Log10(2) + (i * (4 - Math.Log10(2)) / 75))))), 90, 99, 99.9];

    /// <summary>Those of all peers that have some.</summary>
    public static IReadOnlyList<PlotLine> Of(ScenarioResults scenario, VariantResults variant) =>
    [
        .. scenario.PeersOursFirst.Select((p, number) => new PlotLine(p.Name, number, Points(variant, p.Name))).Where(static l => l.Points.Count > 1),
    ];

    private static IReadOnlyList<(double X, double Y)> Points(VariantResults variant, string peer)
    {
        if (variant.Latencies.FirstOrDefault(l => l.Peer == peer) is not { } latencies)
            return [.. variant.Figures.Where(f => f.Peer == peer).Select(static f => (X: Percentile(f.Metric), Y: f.Series.Median)).Where(static p => p.X > 0).OrderBy(static p => p.X)];
        // What fewer than one sample stands for is not known.
        var known = 100 * (1 - (1 / Math.Max(1, latencies.Counts.Sum())));
        return [.. Percentiles.Order().Where(p => p <= known + 1e-9).Select(p => (Rounded(p), latencies.Percentile(p)))];
    }

    private static double Rounded(double percentile) => Math.Round(percentile, 6);

    /// <summary>Of "p99.9" 99.9; 0 of anything else.</summary>
    private static double Percentile(string metric) =>
        metric.StartsWith('p') && double.TryParse(metric.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percentile) ? percentile : 0;
}
