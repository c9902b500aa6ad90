namespace Connectivity.LoadTest.Charts;

/// <summary>Where a value is on an axis on which equal ratios are equal lengths.</summary>
/// <param name="Least">The value at the beginning, above 0.</param>
/// <param name="Greatest">The value at the end, above the first.</param>
/// <param name="Begin">The pixel of the beginning.</param>
/// <param name="End">The pixel of the end; before the beginning on an axis that goes up.</param>
internal sealed record LogScale(double Least, double Greatest, double Begin, double End)
{
    private static readonly double[] Steps = [1, 2, 5];

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

    /// <summary>Round values to write at the axis: 1, 2 and 5 of each power of ten, or powers of ten where those would be many.</summary>
    public IReadOnlyList<double> Ticks()
    {
        var powers = Enumerable.Range((int)Math.Floor(Math.Log10(Least)), (int)Math.Ceiling(Math.Log10(Greatest / Least)) + 2);
        var steps = Greatest / Least > 2000 ? [1] : Steps;
        return [.. powers.SelectMany(p => steps.Select(s => s * Math.Pow(10, p))).Where(v => v >= Least * 0.999 && v <= Greatest * 1.001)];
    }
}
