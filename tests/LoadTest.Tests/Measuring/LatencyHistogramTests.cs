using Connectivity.LoadTest.Measuring;
using CsCheck;
using Xunit;

namespace Connectivity.LoadTest.Tests.Measuring;

public sealed class LatencyHistogramTests
{
    private const long Hour = 3_600_000_000_000;

    // As many short ones as long ones, over all magnitudes.
    private static readonly Gen<long> Nanoseconds = Gen.Double[0, Math.Log2(Hour)].Select(static power => (long)Math.Pow(2, power));

    private static readonly Gen<long[]> Samples = Nanoseconds.Array[1, 300];

    [Fact]
    public void No_quantile_is_off_by_more_than_a_percent() => Gen.Select(Samples, Gen.Double[0, 1]).Sample(static (samples, share) =>
    {
        var sorted = samples.Order().ToArray();
        var exact = sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)] / 1000.0;
        Assert.InRange(Of(samples).Quantile(share), exact * 0.99, exact * 1.01);
    });

    [Fact]
    public void Adding_two_is_as_counting_all_in_one() => Gen.Select(Samples, Samples).Sample(static (first, second) =>
    {
        var sum = Of(first);
        sum.Add(Of(second));
        Assert.Equal(Of([.. first, .. second]).ToString(), sum.ToString());
        Assert.Equal(first.Length + second.Length, sum.Count);
    });

    [Fact]
    public void What_was_written_is_read_again() => Samples.Sample(static samples =>
    {
        var histogram = Of(samples);
        var read = LatencyHistogram.Parse(histogram.ToString());
        Assert.Equal(histogram.ToString(), read.ToString());
        Assert.Equal(samples.Length, read.Count);
    });

    [Fact]
    public void Buckets_hold_everything_in_order() => Samples.Sample(static samples =>
    {
        var buckets = Of(samples).Buckets.ToArray();
        Assert.Equal(samples.Length, buckets.Sum(static b => b.Count));
        Assert.Equal(buckets.Select(static b => b.Microseconds).Order(), buckets.Select(static b => b.Microseconds));
    });

    [Fact]
    public void One_without_samples_says_nothing()
    {
        var empty = LatencyHistogram.Parse(new LatencyHistogram().ToString());
        Assert.Equal((0, 0, 0), (empty.Count, empty.Quantile(0.99), empty.Longest));
        Assert.Empty(empty.Buckets);
    }

    [Fact]
    public void What_is_out_of_range_counts_at_its_edge()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromSeconds(-1));
        histogram.Record(long.MaxValue);
        Assert.Equal(0, histogram.Quantile(0.5));
        Assert.True(histogram.Longest >= Hour / 1000.0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5:x")]
    [InlineData("-5:1")]
    [InlineData("99999:1")]
    public void What_is_no_histogram_is_refused(string text) => Assert.Throws<FormatException>(() => LatencyHistogram.Parse(text));

    private static LatencyHistogram Of(long[] samples)
    {
        var histogram = new LatencyHistogram();
        foreach (var sample in samples)
            histogram.Record(sample);
        return histogram;
    }
}
