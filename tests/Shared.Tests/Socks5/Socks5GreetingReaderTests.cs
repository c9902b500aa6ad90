using Connectivity.Shared.Socks5;
using Xunit;

namespace Connectivity.Shared.Tests.Socks5;

public sealed class Socks5GreetingReaderTests
{
    [Theory]
    [InlineData("050100", 3)]
    [InlineData("0502020005", 4)]
    [InlineData("05020100", 4)]
    [InlineData("05010005010001", 3)]
    public void Takes_a_greeting_that_offers_no_authentication(string hex, int length)
    {
        var (status, consumed, _, _) = Socks5Reading.Verdict(Socks5Reading.Greeting, Convert.FromHexString(hex));
        Assert.Equal((ReadStatus.Done, length), (status, consumed));
    }

    [Theory]
    [InlineData("04", Socks5Error.VersionUnsupported)]
    [InlineData("434F4E4E", Socks5Error.VersionUnsupported)]
    [InlineData("160301", Socks5Error.Tls)]
    [InlineData("0500", Socks5Error.NoMethods)]
    [InlineData("050102", Socks5Error.AuthenticationRequired)]
    [InlineData("05020102", Socks5Error.AuthenticationRequired)]
    public void Refuses_others(string hex, Socks5Error expected)
    {
        var (status, _, error, _) = Socks5Reading.Verdict(Socks5Reading.Greeting, Convert.FromHexString(hex));
        Assert.Equal((ReadStatus.Invalid, expected), (status, error));
    }

    [Fact]
    public void Waits_for_the_rest()
    {
        foreach (var hex in (string[])["", "05", "0502", "050200"])
            Assert.Equal(ReadStatus.NeedMore, Socks5Reading.Greeting(Convert.FromHexString(hex)).Status);
    }
}
