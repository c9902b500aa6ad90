using Connectivity.Shared.Configuration;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Configuration;

public sealed class ConfigDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("5s", 5000)]
    [InlineData("1m", 60_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    public void Reads_whole_numbers_with_units(string text, long milliseconds)
    {
        Assert.True(ConfigDuration.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("00")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("1.5s")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("1d")]
    [InlineData("5s1m")]
    [InlineData("5s5s")]
    [InlineData("1h5")]
    [InlineData("٥s")]
    [InlineData("876001h")]
    [InlineData("99999999999999999999h")]
    public void Refuses_everything_else(string text) => Assert.False(ConfigDuration.TryParse(text, out _));

    [Fact]
    public void Reads_back_what_it_writes() =>
        Gen.Long[0, (long)ConfigDuration.Max.TotalMilliseconds].Select(static ms => TimeSpan.FromMilliseconds(ms)).Sample(
            static value => ConfigDuration.TryParse(ConfigDuration.Format(value), out var read) && read == value);
}
