using System.Globalization;

namespace Connectivity.LoadTest.Charts;

/// <summary>A ratio of costs to draw: below 1 is better.</summary>
/// <param name="Label">Of what.</param>
/// <param name="Median">Over the rounds.</param>
/// <param name="Least">The least of the rounds.</param>
/// <param name="Greatest">The greatest of the rounds.</param>
/// <param name="Target">What it is to be at most; null without a target.</param>
internal sealed record RatioBar(string Label, double Median, double Least, double Greatest, double? Target)
{
    /// <summary>The colour that says which side of 1 all rounds are on.</summary>
    public string Colour => Greatest < 1 ? Palette.Better : Least > 1 ? Palette.Worse : Palette.Level;
}

/// <summary>Bars that begin at 1 and go left where ours is better, on a logarithmic axis; whiskers are the spread of the rounds.</summary>
internal static class RatioBars
{
    private const double LeastWidth = 860;
    private const double BarRoom = 400;
    private const double RowHeight = 24;
    private const double Top = 58;
    private const double ValueRoom = 64;

    /// <summary>Draws them.</summary>
    public static string Draw(string title, IReadOnlyList<RatioBar> bars)
    {
        var bottom = Top + (bars.Count * RowHeight);
        var left = 24 + (bars.Max(static b => b.Label.Length) * Drawing.CharacterWidth);
        var width = Math.Max(LeastWidth, left + BarRoom + ValueRoom);
        using var drawing = new Drawing(width, bottom + 34, title, Describe(bars));
        var scale = LogScale.Around(bars.SelectMany(static b => new[] { b.Least, b.Greatest, b.Target ?? 1 }).Append(0.5).Append(1.5), left, width - ValueRoom);
        DrawLegend(drawing, bars.Any(static b => b.Target is not null));
        foreach (var tick in scale.Ticks())
        {
            drawing.Line(scale.At(tick), Top, scale.At(tick), bottom, Palette.Grid);
            drawing.Text(scale.At(tick), bottom + 16, Text(tick), Anchor.Middle, Palette.Faint);
        }

        for (var i = 0; i < bars.Count; i++)
            DrawRow(drawing, scale, bars[i], Top + (i * RowHeight), left, width);
        drawing.Line(scale.At(1), Top, scale.At(1), bottom, Palette.Ink, 1.5);
        return drawing.Finish();
    }

    private static void DrawLegend(Drawing drawing, bool hasTargets)
    {
        drawing.Rectangle(12, 34, 10, 10, Palette.Better);
        drawing.Text(26, 43, "better in all rounds");
        drawing.Rectangle(156, 34, 10, 10, Palette.Level);
        drawing.Text(170, 43, "rounds on both sides of 1");
        drawing.Rectangle(332, 34, 10, 10, Palette.Worse);
        drawing.Text(346, 43, "worse in all rounds");
        if (!hasTargets)
            return;
        drawing.Line(473, 33, 473, 46, Palette.Target, 2.5);
        drawing.Text(480, 43, "target: at or left of it");
    }

    private static void DrawRow(Drawing drawing, LogScale scale, RatioBar bar, double top, double left, double width)
    {
        var middle = top + (RowHeight / 2);
        var (one, end) = (scale.At(1), scale.At(bar.Median));
        drawing.Text(left - 8, middle + 4, bar.Label, Anchor.End);
        drawing.Rectangle(Math.Min(one, end), middle - 7, Math.Max(1, Math.Abs(end - one)), 14, bar.Colour);
        drawing.Line(scale.At(bar.Least), middle, scale.At(bar.Greatest), middle, Palette.Ink, 1.5);
        if (bar.Target is { } target)
            drawing.Line(scale.At(target), top + 2, scale.At(target), top + RowHeight - 2, Palette.Target, 2.5);
        drawing.Text(width - 8, middle + 4, $"{Text(bar.Median)} ×", Anchor.End);
    }

    private static string Describe(IReadOnlyList<RatioBar> bars) =>
        $"Ratios, below 1 is better. {string.Join("; ", bars.Select(static b => $"{b.Label}: {Text(b.Median)}{(b.Target is { } t ? $" (target at most {Text(t)})" : "")}"))}.";

    private static string Text(double value) => value.ToString(value < 10 ? "0.##" : "0", CultureInfo.InvariantCulture);
}
