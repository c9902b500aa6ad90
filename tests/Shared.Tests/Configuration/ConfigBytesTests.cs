using Connectivity.Shared.Configuration;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Configuration;

public sealed class ConfigBytesTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("65536", 65536)]
    [InlineData("64KiB", 65536)]
    [InlineData("16MiB", 16 << 20)]
    [InlineData("3GiB", 3L << 30)]
    public void Reads_numbers_with_and_without_a_unit(string text, long bytes)
    {
        Assert.True(ConfigBytes.TryParse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("KiB")]
    [InlineData("64K")]
    [InlineData("64 KiB")]
    [InlineData("1.5MiB")]
    [InlineData("9999999999GiB")]
    [InlineData("99999999999999999999")]
    public void Refuses_everything_else(string text) => Assert.False(ConfigBytes.TryParse(text, out _));

    [Fact]
    public void Reads_back_what_it_writes() =>
        Gen.Long[0, long.MaxValue].Sample(static value => ConfigBytes.TryParse(ConfigBytes.Format(value), out var read) && read == value);
}
