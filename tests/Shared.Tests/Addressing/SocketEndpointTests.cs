using System.Net;
using System.Net.Sockets;
using System.Text;
using Connectivity.Shared.Addressing;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Addressing;

public sealed class SocketEndpointTests
{
    [Theory]
    [InlineData("1.2.3.4:443")]
    [InlineData("0.0.0.0:0")]
    [InlineData("255.255.255.255:65535")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("[::]:443")]
    [InlineData("[::1]:1")]
    [InlineData("[fe80::1%3]:443")]
    [InlineData("[1:2:3:4:5:6:7:8]:443")]
    [InlineData("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535")]
    public void Reads_and_writes_an_endpoint_as_the_same_text(string text)
    {
        Assert.True(SocketEndpoint.TryParse(text, out var endpoint));
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":443")]
    [InlineData("1.2.3.4")]
    [InlineData("1.2.3.4:")]
    [InlineData("1.2.3.4:65536")]
    [InlineData("1.2.3.4:-1")]
    [InlineData("1.2.3.4:+1")]
    [InlineData("1.2.3.4: 1")]
    [InlineData("1.2.3.4:0443")]
    [InlineData("1.2.3:443")]
    [InlineData("1:443")]
    [InlineData("01.2.3.4:443")]
    [InlineData("0x1.2.3.4:443")]
    [InlineData("1.2.3.256:443")]
    [InlineData("1.2.3.4.5:443")]
    [InlineData("2001:db8::1:443")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2001:db8::1]443")]
    [InlineData("[2001:db8::1:443")]
    [InlineData("[]:443")]
    [InlineData("[1.2.3.4]:443")]
    [InlineData("[1]:443")]
    [InlineData("[[::1]]:443")]
    [InlineData("[[::1]:80]:443")]
    [InlineData("[::1/64]:443")]
    [InlineData("[fe80::1%]:443")]
    [InlineData("[fe80::1%1]]:443")]
    [InlineData("[fe80::1%1]:80]:443")]
    [InlineData("[fe80::1%no-such-interface]:443")]
    [InlineData("localhost:443")]
    [InlineData("１.2.3.4:443")]
    public void Refuses_what_is_no_endpoint(string text) => Assert.False(SocketEndpoint.TryParse(text, out _));

    [Fact]
    public void Refuses_a_text_that_is_longer_than_any_endpoint() =>
        Assert.False(SocketEndpoint.TryParse(new string('1', 1000) + ":1", out _));

    [Fact]
    public void Takes_a_mapped_address_for_the_IPv4_address_that_it_is()
    {
        Assert.True(SocketEndpoint.TryParse("[::ffff:10.1.2.3]:443", out var mapped));
        Assert.True(SocketEndpoint.TryParse("10.1.2.3:443", out var plain));

        Assert.Equal(plain, mapped);
        Assert.True(mapped.IsIPv4);
        Assert.Equal(0x0A010203u, mapped.IPv4);
        Assert.Equal(AddressFamily.InterNetwork, mapped.AddressFamily);
        Assert.Equal("10.1.2.3:443", mapped.ToString());
    }

    [Fact]
    public void Keeps_the_scope_of_a_link_local_address()
    {
        var endpoint = SocketEndpoint.From(new IPEndPoint(new IPAddress(IPAddress.Parse("fe80::1").GetAddressBytes(), 7), 443));

        Assert.Equal(7u, endpoint.Scope);
        Assert.Equal("[fe80::1%7]:443", endpoint.ToString());
        Assert.Equal(7, endpoint.ToIPEndPoint().Address.ScopeId);
    }

    [Fact]
    public void Reads_the_name_of_an_interface_as_a_scope()
    {
        Assert.True(SocketEndpoint.TryParse("[fe80::1%lo]:443", out var endpoint));
        Assert.Equal("[fe80::1%1]:443", endpoint.ToString());
    }

    [Fact]
    public void Is_none_only_by_default()
    {
        Assert.True(default(SocketEndpoint).IsNone);
        Assert.False(SocketEndpoint.FromIPv4(0, 0).IsNone);
        Assert.False(default(SocketEndpoint).WithPort(1).IsNone);
    }

    [Fact]
    public void Goes_through_the_frameworks_types_unchanged() => AddressGens.Any.Sample(static endpoint =>
        Assert.Equal(endpoint, SocketEndpoint.From(endpoint.ToIPEndPoint())));

    [Fact]
    public void Goes_through_sixteen_bytes_unchanged() => AddressGens.Any.Sample(static endpoint =>
    {
        var bytes = new byte[16];
        endpoint.WriteIPv6Bytes(bytes);
        Assert.Equal(endpoint, SocketEndpoint.FromIPv6(bytes, endpoint.Port));
    });

    [Fact]
    public void Goes_through_its_text_unchanged() => AddressGens.Any.Sample(static endpoint =>
    {
        Assert.True(SocketEndpoint.TryParse(endpoint.ToString(), out var read));
        Assert.Equal(endpoint, read);
        Assert.Equal(endpoint.ToIPEndPoint(), IPEndPoint.Parse(endpoint.ToString()));
    });

    [Fact]
    public void Writes_nothing_where_there_is_too_little_room() => AddressGens.Any.Sample(static endpoint =>
    {
        var text = endpoint.ToString();
        for (var length = 0; length <= text.Length; length++)
        {
            var fits = length == text.Length;
            Assert.Equal(fits, endpoint.TryFormat(new char[length], out var chars, default, null));
            Assert.Equal(fits, endpoint.TryFormat(new byte[length], out var bytes, default, null));
            Assert.Equal(fits ? (length, length) : (0, 0), (chars, bytes));
        }
    });

    [Fact]
    public void Is_formatted_without_allocating()
    {
        var endpoint = new SocketEndpoint(0x2001_0DB8_0000_0000, 0x1234, 443, 5);
        var text = new byte[SocketEndpoint.MaxTextLength];
        endpoint.TryFormat(text, out _, default, null);

        var before = GC.GetAllocatedBytesForCurrentThread();
        endpoint.TryFormat(text, out var written, default, null);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        Assert.Equal("[2001:db8::1234%5]:443", Encoding.ASCII.GetString(text, 0, written));
    }
}
