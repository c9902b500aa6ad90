using System.Diagnostics;
using Connectivity.LoadTest.Generators;
using CsCheck;
using Xunit;

namespace Connectivity.LoadTest.Tests.Generators;

public sealed class PaceTests
{
    [Fact]
    public void A_second_has_as_many_events_as_it_should() => Gen.Int[1, 100_000].Sample(static perSecond =>
    {
        var pace = new Pace(1000, perSecond);
        Assert.InRange(pace.Due(perSecond - 1), 1000 + Stopwatch.Frequency - 1, 1000 + Stopwatch.Frequency);
    });

    [Fact]
    public void Events_keep_their_distance_however_late_it_gets() => Gen.Select(Gen.Double[0.5, 50_000], Gen.Long[0, 100_000_000]).Sample(static (perSecond, number) =>
    {
        var pace = new Pace(0, perSecond);
        var period = Stopwatch.Frequency / perSecond;
        Assert.InRange(pace.Due(number + 1) - pace.Due(number), period - 2, period + 2);
    });
}
