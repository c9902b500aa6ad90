namespace Connectivity.LoadTest.Measuring;

/// <summary>One figure over all rounds.</summary>
/// <param name="Values">In the order of the rounds.</param>
internal sealed record Series(IReadOnlyList<double> Values)
{
    /// <summary>The middle one; of an even number the mean of the two in the middle.</summary>
    public double Median
    {
        get
        {
            var sorted = Values.Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>The least.</summary>
    public double Least => Values.Min();

    /// <summary>The greatest.</summary>
    public double Greatest => Values.Max();

    /// <summary>Each round's figure divided by another's of the same round: what both met with is gone from it.</summary>
    public Series DividedBy(Series other) => new([.. Values.Zip(other.Values, static (a, b) => a / b)]);
}
