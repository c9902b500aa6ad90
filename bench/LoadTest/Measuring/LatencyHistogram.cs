using System.Globalization;
using System.Numerics;
using System.Text;

namespace Connectivity.LoadTest.Measuring;

/// <summary>
/// Latencies, counted in buckets that are a hundred and twenty-eighth of their value wide at most: no figure is off by more than half a percent, however
/// many samples there are. Histograms add up, over rounds and over processes. Not for several threads at a time.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int BucketBits = 7;
    private const int BucketsPerOctave = 1 << BucketBits;

    // 2^42 ns are 73 minutes.
    private const int MaxBits = 42;
    private const int BucketCount = (MaxBits - BucketBits + 1) * BucketsPerOctave;
    private const double NanosecondsPerMicrosecond = 1000;

    private readonly long[] _counts = new long[BucketCount];

    /// <summary>How many were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest in microseconds, within the width of its bucket; 0 without any.</summary>
    public double Longest => Count == 0 ? 0 : Middle(Array.FindLastIndex(_counts, static c => c > 0));

    /// <summary>The buckets that hold something, shortest first: the middle of each in microseconds, and how many it holds.</summary>
    public IEnumerable<(double Microseconds, long Count)> Buckets
    {
        get
        {
            for (var i = 0; i < BucketCount; i++)
            {
                if (_counts[i] > 0)
                    yield return (Middle(i), _counts[i]);
            }
        }
    }

    /// <summary>Counts one. What is negative counts as nothing, and what is longer than an hour as an hour.</summary>
    public void Record(TimeSpan latency) => Record(latency.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Counts one, in nanoseconds.</summary>
    public void Record(long nanoseconds)
    {
        _counts[Index(nanoseconds)]++;
        Count++;
    }

    /// <summary>Adds all that another has counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < BucketCount; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The latency in microseconds that this share (0 to 1) of them does not exceed; 0 without any.</summary>
    public double Quantile(double share)
    {
        var rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Math.Max(1, Count));
        for (var i = 0; i < BucketCount; i++)
        {
            rank -= _counts[i];
            if (rank <= 0)
                return Middle(i);
        }

        return 0;
    }

    /// <summary>As one word, for another process.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < BucketCount; i++)
        {
            if (_counts[i] > 0)
                text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{i}:{_counts[i]}");
        }

        return text.Length > 0 ? text.ToString() : "-";
    }

    /// <summary>Reads what <see cref="ToString"/> gave.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static LatencyHistogram Parse(string text)
    {
        var histogram = new LatencyHistogram();
        foreach (var part in text == "-" ? [] : text.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0
                || !int.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || !long.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || index >= BucketCount)
                throw new FormatException($"'{part}' is no bucket of a histogram.");
            histogram._counts[index] += count;
            histogram.Count += count;
        }

        return histogram;
    }

    // The first two octaves are exact; from there on the leading bits say which bucket.
    private static int Index(long nanoseconds)
    {
        var value = Math.Clamp(nanoseconds, 0, (1L << MaxBits) - 1);
        var shift = Shift(value);
        return (shift << BucketBits) + (int)(value >> shift);
    }

    private static int Shift(long value) => Math.Max(0, BitOperations.Log2((ulong)value | 1) - BucketBits);

    private static double Middle(int index)
    {
        var shift = Math.Max(0, (index >> BucketBits) - 1);
        var least = (long)(index - (shift << BucketBits)) << shift;
        return (least + (((1L << shift) - 1) / 2.0)) / NanosecondsPerMicrosecond;
    }
}
