namespace Connectivity.LoadTest.Measuring;

/// <summary>Latencies of one round, in microseconds.</summary>
internal sealed class Latencies
{
    private readonly double[] _sorted;

    /// <summary>Takes the samples.</summary>
    public Latencies(double[] samples)
    {
        _sorted = samples;
        Array.Sort(_sorted);
    }

    /// <summary>The latency that this share of the samples does not exceed.</summary>
    public double Quantile(double share) => _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
}
