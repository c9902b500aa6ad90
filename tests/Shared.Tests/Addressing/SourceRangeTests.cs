using Connectivity.Shared.Addressing;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Addressing;

public sealed class SourceRangeTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0", true)]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "9.255.255.255", false)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::10.1.2.3", false)]
    [InlineData("10.1.2.3/32", "10.1.2.3", true)]
    [InlineData("10.1.2.3/32", "10.1.2.2", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::ffff:10.0.0.0/104", "10.1.2.3", true)]
    [InlineData("::ffff:10.0.0.0/104", "11.1.2.3", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("2001:db8::/65", "2001:db8::7fff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::/65", "2001:db8::8000:0:0:0", false)]
    [InlineData("2001:db8::1/128", "2001:db8::1", true)]
    [InlineData("2001:db8::1/128", "2001:db8::2", false)]
    [InlineData("::/0", "ffff::", true)]
    [InlineData("::/0", "10.1.2.3", false)]
    [InlineData("::/64", "10.1.2.3", false)]
    public void Contains_the_addresses_with_its_prefix_and_of_its_family(string range, string address, bool contained)
    {
        var endpoint = SocketEndpoint.From(System.Net.IPAddress.Parse(address), 443);
        var parsed = SourceRange.Parse(range);

        Assert.Equal(contained, parsed.Contains(endpoint));
        Assert.Equal(contained, new SourceRangeSet([parsed]).Contains(endpoint));
    }

    [Theory]
    [InlineData("", "'' is not an address range such as 10.0.0.0/8 or 2001:db8::/32")]
    [InlineData("x/8", "'x/8' is not an address range such as 10.0.0.0/8 or 2001:db8::/32")]
    [InlineData("/8", "'/8' is not an address range such as 10.0.0.0/8 or 2001:db8::/32")]
    [InlineData("10.0.0/8", "'10.0.0/8' is not an address range such as 10.0.0.0/8 or 2001:db8::/32")]
    [InlineData("010.0.0.0/8", "'010.0.0.0/8' is not an address range such as 10.0.0.0/8 or 2001:db8::/32")]
    [InlineData("fe80::1%2/64", "'fe80::1%2/64' is not an address range such as 10.0.0.0/8 or 2001:db8::/32")]
    [InlineData("10.1.2.3", "'10.1.2.3' has no prefix length; one address alone is written 10.1.2.3/32")]
    [InlineData("2001:db8::1", "'2001:db8::1' has no prefix length; one address alone is written 2001:db8::1/128")]
    [InlineData("10.0.0.0/", "'10.0.0.0/' has a prefix length that is not a number from 0 to 32")]
    [InlineData("10.0.0.0/33", "'10.0.0.0/33' has a prefix length that is not a number from 0 to 32")]
    [InlineData("10.0.0.0/-1", "'10.0.0.0/-1' has a prefix length that is not a number from 0 to 32")]
    [InlineData("10.0.0.0/08", "'10.0.0.0/08' has a prefix length that is not a number from 0 to 32")]
    [InlineData("10.0.0.0/255.0.0.0", "'10.0.0.0/255.0.0.0' has a prefix length that is not a number from 0 to 32")]
    [InlineData("10.0.0.0/8/8", "'10.0.0.0/8/8' has a prefix length that is not a number from 0 to 32")]
    [InlineData("::/129", "'::/129' has a prefix length that is not a number from 0 to 128")]
    [InlineData("10.1.2.3/8", "'10.1.2.3/8' has bits set after its prefix; the range is written 10.0.0.0/8")]
    [InlineData("10.0.0.1/0", "'10.0.0.1/0' has bits set after its prefix; the range is written 0.0.0.0/0")]
    [InlineData("2001:db8::1/32", "'2001:db8::1/32' has bits set after its prefix; the range is written 2001:db8::/32")]
    public void Refuses_what_is_no_range_and_says_why(string text, string message)
    {
        Assert.False(SourceRange.TryParse(text, out _, out var error));
        Assert.Equal(message, error);
        Assert.Equal(message, Assert.Throws<FormatException>(() => SourceRange.Parse(text)).Message);
    }

    [Theory]
    [InlineData("10.0.0.0/8", true, 8)]
    [InlineData("0.0.0.0/0", true, 0)]
    [InlineData("1.2.3.4/32", true, 32)]
    [InlineData("::/0", false, 0)]
    [InlineData("2001:db8::/33", false, 33)]
    [InlineData("::1/128", false, 128)]
    public void Is_written_as_it_was_read(string text, bool isIPv4, int prefixLength)
    {
        var range = SourceRange.Parse(text);
        Assert.Equal((text, isIPv4, prefixLength), (range.ToString(), range.IsIPv4, range.PrefixLength));
    }

    [Fact]
    public void Contains_its_ends_and_not_their_neighbours() =>
        Gen.Select(AddressGens.Any, Gen.Int[0, 128]).Sample(static (endpoint, length) =>
        {
            var width = endpoint.IsIPv4 ? 32 : 128;
            var hostBits = width - (length % (width + 1));
            var mask = hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
            var first = SocketEndpoint.FromIPv6(endpoint.Address & ~mask, 0);
            var last = SocketEndpoint.FromIPv6(endpoint.Address | mask, 0);
            // An IPv6 range around the mapped addresses begins or ends in the other family, which it never matches.
            if (first.IsIPv4 != endpoint.IsIPv4 || last.IsIPv4 != endpoint.IsIPv4)
                return;
            var range = SourceRange.Parse($"{first.ToIPAddress()}/{width - hostBits}");

            Assert.True(range.Contains(first) && range.Contains(last) && range.Contains(endpoint));
            if (hostBits == width)
                return;
            Assert.False(range.Contains(SocketEndpoint.FromIPv6(unchecked(first.Address - 1), 0)));
            Assert.False(range.Contains(SocketEndpoint.FromIPv6(unchecked(last.Address + 1), 0)));
        });

    [Fact]
    public void Is_a_single_address_by_default() => Assert.Equal("::/128", default(SourceRange).ToString());
}
