namespace Connectivity.LoadTest.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Number">Which colour it has: the same in all charts of a scenario; ours is 0.</param>
/// <param name="Points">In order of x.</param>
internal sealed record PlotLine(string Name, int Number, IReadOnlyList<(double X, double Y)> Points);

/// <summary>The frame that charts of lines share: a logarithmic axis upwards, a legend to the right, and one line for each name.</summary>
internal sealed class Plot : IDisposable
{
    private const double Width = 860;
    private const double Height = 340;
    private const double Left = 78;
    private const double Top = 48;
    private const double Bottom = Height - 48;
    private const double LegendLeft = 44;
    private const double MaxLegend = 280;

    private readonly Drawing _drawing;
    private readonly LogScale _up;
    private readonly IReadOnlyList<PlotLine> _lines;

    /// <summary>Begins one.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="upLabel">What the axis upwards says, with its unit.</param>
    /// <param name="lines">What it is to show, ours first.</param>
    /// <param name="describe">A line in words.</param>
    public Plot(string title, string upLabel, IReadOnlyList<PlotLine> lines, Func<PlotLine, string> describe)
    {
        _lines = lines;
        _drawing = new Drawing(Width, Height, title, string.Join(" ", lines.Select(describe)));
        Right = Width - LegendLeft - Math.Min(MaxLegend, lines.Max(static l => l.Name.Length * (l.Number == 0 ? Drawing.BoldCharacterWidth : Drawing.CharacterWidth)));
        _up = LogScale.Around(lines.SelectMany(static l => l.Points).Select(static p => p.Y), Bottom, Top);
        _drawing.Text(12, 40, upLabel, Anchor.Start, Palette.Faint);
        foreach (var tick in _up.Ticks())
        {
            _drawing.Line(Left, _up.At(tick), Right, _up.At(tick), Palette.Grid);
            _drawing.Text(Left - 6, _up.At(tick) + 4, AxisText.Of(tick), Anchor.End, Palette.Faint);
        }
    }

    /// <summary>The pixel at which the axis to the right begins.</summary>
    public static double Begin => Left;

    /// <summary>The pixel at which it ends.</summary>
    public double Right { get; }

    /// <summary>A value of the axis to the right.</summary>
    public void Tick(double x, string text)
    {
        _drawing.Line(x, Top, x, Bottom, Palette.Grid);
        _drawing.Text(x, Bottom + 16, text, Anchor.Middle, Palette.Faint);
    }

    /// <summary>Draws the lines, and gives the picture.</summary>
    /// <param name="acrossLabel">What the axis to the right says.</param>
    /// <param name="across">The pixel of an x.</param>
    /// <param name="dots">Whether each point is shown.</param>
    public string Finish(string acrossLabel, Func<double, double> across, bool dots)
    {
        _drawing.Text((Left + Right) / 2, Bottom + 36, acrossLabel, Anchor.Middle, Palette.Faint);
        for (var i = _lines.Count - 1; i >= 0; i--)
            DrawLine(_lines[i], i, across, dots);
        return _drawing.Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => _drawing.Dispose();

    private void DrawLine(PlotLine line, int row, Func<double, double> across, bool dots)
    {
        var (colour, dashes) = Palette.LineOf(line.Number);
        var width = line.Number == 0 ? 2.5 : 1.7;
        var points = line.Points.Where(static p => p.Y > 0).Select(p => (X: across(p.X), Y: _up.At(p.Y))).ToArray();
        _drawing.Curve(points, colour, width, dashes);
        if (dots)
        {
            foreach (var (x, y) in points)
                _drawing.Dot(x, y, colour);
        }

        var legend = Top + 10 + (row * 20);
        _drawing.Line(Right + 10, legend, Right + 32, legend, colour, width, dashes);
        _drawing.Text(Right + 36, legend + 4, line.Name, Anchor.Start, Palette.Ink, bold: line.Number == 0);
    }
}
