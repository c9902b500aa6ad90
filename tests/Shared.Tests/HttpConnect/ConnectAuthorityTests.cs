using System.Text;
using Connectivity.Shared.HttpConnect;
using Xunit;

namespace Connectivity.Shared.Tests.HttpConnect;

public sealed class ConnectAuthorityTests
{
    [Theory]
    [InlineData("api.a.example.org:443", "api.a.example.org", 443, false)]
    [InlineData("10.1.2.3:10250", "10.1.2.3", 10250, false)]
    [InlineData("[2001:db8::1]:1", "2001:db8::1", 1, true)]
    [InlineData("[::]:65535", "::", 65535, true)]
    [InlineData("a:1", "a", 1, false)]
    public void Reads_host_and_port(string text, string host, int port, bool isIPv6)
    {
        Assert.True(ConnectAuthority.TryParse(Encoding.ASCII.GetBytes(text), out var authority));
        Assert.Equal((host, port, isIPv6), (Encoding.ASCII.GetString(authority.Host), authority.Port, authority.IsIPv6));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a:")]
    [InlineData(":1")]
    [InlineData("a:0")]
    [InlineData("a:01")]
    [InlineData("a:65536")]
    [InlineData("a:+1")]
    [InlineData("a:b:1")]
    [InlineData("::1:443")]
    [InlineData("[::1]")]
    [InlineData("[::1]443")]
    [InlineData("[::1:443")]
    [InlineData("[]:443")]
    [InlineData("[a]:443")]
    [InlineData("[1.2.3.4]:443")]
    [InlineData("[fe80::1%1]:443")]
    [InlineData("user@a:1")]
    [InlineData("a/b:1")]
    [InlineData("a%20b:1")]
    [InlineData("a b:1")]
    [InlineData("outbound|443||kube-apiserver:1")]
    public void Refuses_what_is_no_authority(string text) =>
        Assert.False(ConnectAuthority.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
