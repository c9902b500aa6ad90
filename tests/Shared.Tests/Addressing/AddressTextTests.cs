using System.Net;
using System.Text;
using Connectivity.Shared.Addressing;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Addressing;

public sealed class AddressTextTests
{
    // RFC 5952, section 4.
    [Theory]
    [InlineData("0:0:0:0:0:0:0:0", "::")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("1:0:0:0:0:0:0:0", "1::")]
    [InlineData("2001:0DB8:0:0:0:0:2:1", "2001:db8::2:1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("1:2:3:4:5:6:0:0", "1:2:3:4:5:6::")]
    [InlineData("0:0:3:4:5:6:7:8", "::3:4:5:6:7:8")]
    [InlineData("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8")]
    [InlineData("::ffff:1.2.3.4", "::ffff:102:304")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304")]
    [InlineData("::1.2.3.4", "::102:304")]
    [InlineData("1::8", "1::8")]
    public void Writes_IPv6_addresses_in_their_canonical_form(string text, string canonical)
    {
        Assert.True(AddressText.TryParseIPv6(Encoding.ASCII.GetBytes(text), out var address));
        var written = new byte[AddressText.MaxIPv6Length];
        Assert.Equal(canonical, Encoding.ASCII.GetString(written, 0, AddressText.FormatIPv6(address, written)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData(":2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData("1::2::3")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("::1%1")]
    [InlineData("1.2.3.4")]
    [InlineData("::1.2.3")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::+1")]
    [InlineData(":: 1")]
    public void Refuses_what_is_no_IPv6_address(string text) =>
        Assert.False(AddressText.TryParseIPv6(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Reads_IPv6_addresses_as_the_framework_does() =>
        Gen.String[Gen.Char["0123456789abcdefABCDEF::::.."], 0, 20].Sample(static text =>
        {
            if (!AddressText.TryParseIPv6(Encoding.ASCII.GetBytes(text), out var address))
                return;
            Assert.True(IPAddress.TryParse(text, out var expected));
            Assert.Equal(expected, new IPAddress(ToBytes(address)));
        });

    [Fact]
    public void Reads_every_IPv6_address_that_the_framework_writes() => AddressGens.IPv6.Sample(static endpoint =>
    {
        Assert.True(AddressText.TryParseIPv6(Encoding.ASCII.GetBytes(endpoint.ToIPAddress().ToString()), out var address));
        Assert.Equal(endpoint.Address, address);
    });

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.")]
    [InlineData(".1.2.3")]
    [InlineData("1..2.3")]
    [InlineData("1.2.3.4.")]
    [InlineData("1.2.3.04")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.1000")]
    [InlineData("1.2.3.-4")]
    [InlineData("1.2.3.4 ")]
    public void Refuses_what_is_no_IPv4_address(string text) =>
        Assert.False(AddressText.TryParseIPv4(Encoding.ASCII.GetBytes(text), out _));

    private static byte[] ToBytes(UInt128 address)
    {
        var bytes = new byte[16];
        SocketEndpoint.FromIPv6(address, 0).WriteIPv6Bytes(bytes);
        return bytes;
    }
}
