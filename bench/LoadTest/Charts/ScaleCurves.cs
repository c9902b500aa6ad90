namespace Connectivity.LoadTest.Charts;

/// <summary>A cost against how much there is of something, a line for each peer; both axes logarithmic.</summary>
internal static class ScaleCurves
{
    /// <summary>Draws them.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="cost">The cost with its unit.</param>
    /// <param name="ofWhat">What there is more of to the right.</param>
    /// <param name="lines">Of each peer count and cost, ours first.</param>
    public static string Draw(string title, string cost, string ofWhat, IReadOnlyList<PlotLine> lines)
    {
        using var plot = new Plot(title, cost, lines, Describe);
        var counts = lines.SelectMany(static l => l.Points).Select(static p => p.X).Distinct().Order().ToArray();
        var scale = LogScale.Around(counts, Plot.Begin, plot.Right);
        foreach (var count in counts)
            plot.Tick(scale.At(count), AxisText.Of(count));
        return plot.Finish(ofWhat, scale.At, dots: true);
    }

    private static string Describe(PlotLine line) =>
        $"{line.Name}: {string.Join(", ", line.Points.Select(static p => $"{AxisText.Of(p.Y)} at {AxisText.Of(p.X)}"))}.";
}
