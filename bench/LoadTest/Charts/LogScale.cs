namespace Connectivity.LoadTest.Charts;

/// <summary>Where a value is on an axis on which equal ratios are equal lengths.</summary>
/// <param name="Least">The value at the beginning, above 0.</param>
/// <param name="Greatest">The value at the end, above the first.</param>
/// <param name="Begin">The pixel of the beginning.</param>
/// <param name="End">The pixel of the end; before the beginning on an axis that goes up.</param>
internal sealed record LogScale(double Least, double Greatest, double Begin, double End)
{
    private static readonly double[] FewSteps = [1];
    private static readonly double[] Steps = [1, 2, 5];
    private static readonly double[] ManySteps = [1, 1.5, 2, 3, 5, 7];

    /// <summary>An axis for these values, with a little room at both ends.</summary>
    public static LogScale Around(IEnumerable<double> values, double begin, double end)
    {
        var usable = values.Where(static v => v > 0 && double.IsFinite(v)).DefaultIfEmpty(1).ToArray();
        var (least, greatest) = (usable.Min() / 1.15, usable.Max() * 1.15);
        return new LogScale(least, greatest, begin, end);
    }

    /// <summary>The pixel of a value; what lies outside is at the nearer end.</summary>
    public double At(double value)
    {
        var share = Math.Log(Math.Clamp(value, Least, Greatest) / Least) / Math.Log(Greatest / Least);
        return Begin + (share * (End - Begin));
    }

    /// <summary>Round values to write at the axis: some of each power of ten, fewer the more of these there are.</summary>
    public IReadOnlyList<double> Ticks()
    {
        var powers = Enumerable.Range((int)Math.Floor(Math.Log10(Least)), (int)Math.Ceiling(Math.Log10(Greatest / Least)) + 2);
        var steps = (Greatest / Least) switch
        {
            > 2000 => FewSteps,
            > 12 => Steps,
            _ => ManySteps,
        };
        return [.. powers.SelectMany(p => steps.Select(s => p < 0 ? s / Math.Pow(10, -p) : s * Math.Pow(10, p))).Where(v => v >= Least * 0.999 && v <= Greatest * 1.001)];
    }
}
