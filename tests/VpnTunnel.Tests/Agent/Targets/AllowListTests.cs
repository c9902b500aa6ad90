using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Configuration;
using CsCheck;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Targets;

public sealed class AllowListTests
{
    private static readonly AllowList Everything = new(
    [
        new AllowRule(SourceRange.Parse("0.0.0.0/0"), [new PortRange(1, 65535)]),
        new AllowRule(SourceRange.Parse("::/0"), [new PortRange(1, 65535)]),
    ]);

    private static readonly Gen<uint> RefusedIPv4 = Gen.OneOf(
        Inside("0.0.0.0", 8), Inside("127.0.0.0", 8), Inside("169.254.0.0", 16), Inside("224.0.0.0", 4), Gen.Const(uint.MaxValue));

    [Theory]
    [InlineData("10.250.0.1", 10250, true)]
    [InlineData("10.250.255.255", 10250, true)]
    [InlineData("10.250.0.1", 10251, false)]
    [InlineData("10.251.0.0", 10250, false)]
    [InlineData("100.64.0.1", 443, true)]
    [InlineData("100.64.0.1", 30000, true)]
    [InlineData("100.64.0.1", 32767, true)]
    [InlineData("100.64.0.1", 32768, false)]
    [InlineData("100.64.0.2", 443, false)]
    [InlineData("::ffff:10.250.0.1", 10250, true)]
    [InlineData("2001:db8::1", 1, true)]
    [InlineData("2001:db9::1", 1, false)]
    public void Only_what_a_rule_names_is_allowed(string address, int port, bool allowed)
    {
        var list = new AllowList(
        [
            new AllowRule(SourceRange.Parse("10.250.0.0/16"), [new PortRange(10250, 10250)]),
            new AllowRule(SourceRange.Parse("100.64.0.1/32"), [new PortRange(443, 443), new PortRange(30000, 32767)]),
            new AllowRule(SourceRange.Parse("2001:db8::/32"), [new PortRange(1, 65535)]),
        ]);

        Assert.Equal(allowed, list.Allows(Endpoint(address, port)));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("febf::1")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("2001:0:a00:1::80ff:fffe")]
    public void What_means_the_agents_own_machine_link_or_group_is_refused_whatever_the_rules_say(string address) =>
        Assert.False(Everything.Allows(Endpoint(address, 443)));

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.254")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2001:0:a00:1::f5ff:fffe")]
    [InlineData("fec0::1")]
    [InlineData("fd00::1")]
    public void What_is_beside_them_is_not(string address) => Assert.True(Everything.Allows(Endpoint(address, 443)));

    [Fact]
    public void No_form_of_a_refused_IPv4_address_is_allowed()
    {
        RefusedIPv4.Select(Gen.Int[0, 6], Gen.Int[1, 65535]).Sample((address, form, port) =>
            !Everything.Allows(Form(address, form, (ushort)port)));
    }

    [Fact]
    public void Whatever_is_allowed_is_in_a_rule()
    {
        var list = new AllowList([new AllowRule(SourceRange.Parse("10.0.0.0/9"), [new PortRange(80, 90)])]);

        Gen.UInt.Select(Gen.Int[0, 200], Gen.Bool).Sample((host, port, near) =>
        {
            var address = near ? (host & 0x00FFFFFF) | 0x0A000000 : host;
            var expected = address >> 23 == 0x0A000000 >> 23 && port is >= 80 and <= 90;
            return list.Allows(SocketEndpoint.FromIPv4(address, (ushort)port)) == expected;
        });
    }

    private static SocketEndpoint Form(uint address, int form, ushort port) => form switch
    {
        0 => SocketEndpoint.FromIPv4(address, port),
        1 => new SocketEndpoint(0, 0xFFFF_0000_0000UL | address, port),
        2 => new SocketEndpoint(0, address, port),
        3 => new SocketEndpoint(0x0064_FF9B_0000_0000, address, port),
        4 => new SocketEndpoint(0x2002_0000_0000_0000 | ((ulong)address << 16), 1, port),
        5 => new SocketEndpoint(0x2001_0000_0000_0000UL | address, 0xF5FF_FFFE, port),
        _ => new SocketEndpoint(0x2001_0000_0A00_0001, uint.MaxValue - address, port),
    };

    private static Gen<uint> Inside(string network, int length)
    {
        var first = SocketEndpoint.From(IPAddress.Parse(network), 0).IPv4;
        return Gen.UInt.Select(host => first | (host & (uint.MaxValue >> length)));
    }

    private static SocketEndpoint Endpoint(string address, int port) => SocketEndpoint.From(IPAddress.Parse(address), (ushort)port);
}
