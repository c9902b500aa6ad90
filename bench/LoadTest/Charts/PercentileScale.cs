namespace Connectivity.LoadTest.Charts;

/// <summary>Where a percentile is on an axis on which each further nine takes the same length: what is rare is what one wants to see of latencies.</summary>
/// <param name="Begin">The pixel of the 50th percentile.</param>
/// <param name="End">The pixel of the 99.99th.</param>
internal sealed record PercentileScale(double Begin, double End)
{
    /// <summary>The first percentile of the axis.</summary>
    public const double Least = 50;

    /// <summary>The last one.</summary>
    public const double Greatest = 99.99;

    /// <summary>What is written at the axis.</summary>
    public static IReadOnlyList<double> Ticks { get; } = [50, 75, 90, 95, 99, 99.5, 99.9, 99.99];

    /// <summary>The pixel of a percentile between the ends of the axis.</summary>
    public double At(double percentile) =>
        Begin + ((Nines(percentile) - Nines(Least)) / (Nines(Greatest) - Nines(Least)) * (End - Begin));

    private static double Nines(double percentile) => -Math.Log10(1 - (Math.Clamp(percentile, Least, Greatest) / 100));
}
