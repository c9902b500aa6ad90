namespace Connectivity.LoadTest.Charts;

/// <summary>Latencies by percentile, a line for each peer: 50 to 99.99 to the right, each nine as long as the one before; microseconds upwards.</summary>
internal static class LatencyCurves
{
    /// <summary>Draws them.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="lines">Of each peer percentile and microseconds, ours first.</param>
    public static string Draw(string title, IReadOnlyList<PlotLine> lines)
    {
        using var plot = new Plot(title, "µs", lines, Describe);
        var scale = new PercentileScale(Plot.Begin, plot.Right);
        foreach (var tick in PercentileScale.Ticks)
            plot.Tick(scale.At(tick), AxisText.Of(tick));
        return plot.Finish("percentile", scale.At, dots: lines.All(static l => l.Points.Count < 6));
    }

    private static string Describe(PlotLine line) =>
        $"{line.Name}: {string.Join(", ", line.Points.Where(static p => p.X is 50 or 90 or 99 or 99.9 or 99.99).Select(static p => $"p{AxisText.Of(p.X)} {p.Y:0} µs"))}.";
}
