using System.Net;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.TestKit.ProxyProtocol;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

public sealed class StackedProxyHeadersTests
{
    private static readonly byte[] Balancer = ProxyHeaderBytes.Proxied(
        new IPEndPoint(IPAddress.Parse("203.0.113.7"), 40000), new IPEndPoint(IPAddress.Parse("192.0.2.1"), 443));

    private static readonly byte[] Middle = ProxyHeaderBytes.Line("PROXY TCP6 2001:db8::7 2001:db8::1 50000 443\r\n");

    private static readonly byte[] Node = ProxyHeaderBytes.Proxied(
        new IPEndPoint(IPAddress.Parse("10.1.2.3"), 60000), new IPEndPoint(IPAddress.Parse("240.0.0.5"), 443));

    private static readonly byte[] Local = ProxyHeaderBytes.Header(0x20, 0);

    [Fact]
    public void Reads_the_source_from_one_header_and_the_destination_from_another()
    {
        byte[] received = [.. Balancer, .. Node, 0x16];
        var status = StackedProxyHeaders.Read(received, Stacked(2), out var stack, out var consumed, out _);

        Assert.Equal((ReadStatus.Done, received.Length - 1, 2), (status, consumed, stack.Count));
        Assert.Equal("203.0.113.7:40000", stack[StackedHeader.Outermost].Source.ToString());
        Assert.Equal("240.0.0.5:443", stack[StackedHeader.Innermost].Destination.ToString());
    }

    [Fact]
    public void Is_done_with_the_last_byte_when_only_one_is_allowed()
    {
        var status = StackedProxyHeaders.Read(Balancer, Stacked(1), out var stack, out var consumed, out _);
        Assert.Equal((ReadStatus.Done, Balancer.Length, 1), (status, consumed, stack.Count));
    }

    [Fact]
    public void Leaves_a_header_beyond_the_limit_to_the_next_reader()
    {
        var status = StackedProxyHeaders.Read([.. Balancer, .. Node], Stacked(1), out var stack, out var consumed, out _);
        Assert.Equal((ReadStatus.Done, Balancer.Length, 1), (status, consumed, stack.Count));
        Assert.Equal(stack[StackedHeader.Outermost].Source, stack[StackedHeader.Innermost].Source);
    }

    [Fact]
    public void Waits_for_the_byte_that_tells_whether_another_header_follows()
    {
        Assert.Equal(ReadStatus.NeedMore, StackedProxyHeaders.Read(Balancer, Stacked(2), out _, out var none, out _));
        Assert.Equal(0, none);

        var status = StackedProxyHeaders.Read([.. Balancer, 0x16], Stacked(2), out var stack, out var consumed, out _);
        Assert.Equal((ReadStatus.Done, Balancer.Length, 1), (status, consumed, stack.Count));
        Assert.Equal("203.0.113.7:40000", stack[StackedHeader.Innermost].Source.ToString());
    }

    [Fact]
    public void Reads_both_versions_in_any_order_and_cut_anywhere()
    {
        byte[][][] stacks = [[Balancer, Middle, Node], [Middle, Node, Balancer, Middle], [Middle, Middle], [Local, Local, Local]];
        foreach (var headers in stacks)
        {
            byte[] received = [.. headers.SelectMany(static header => header), 0x16];
            var decidesWith = headers.Length == 4 ? received.Length - 1 : received.Length;
            for (var length = 0; length < decidesWith; length++)
                Assert.Equal(ReadStatus.NeedMore, StackedProxyHeaders.Read(received.AsSpan(0, length), Stacked(4), out _, out _, out _));

            var status = StackedProxyHeaders.Read(received, Stacked(4), out var stack, out var consumed, out var error);
            Assert.Equal(
                (ReadStatus.Done, received.Length - 1, headers.Length, ProxyHeaderError.None), (status, consumed, stack.Count, error));
            Assert.Equal(Reading.InEveryWay(headers[0]), ReadHeader.From(stack[StackedHeader.Outermost]));
            Assert.Equal(Reading.InEveryWay(headers[^1]), ReadHeader.From(stack[StackedHeader.Innermost]));
        }
    }

    [Fact]
    public void Does_not_take_the_addresses_of_another_header_than_the_chosen_one()
    {
        StackedProxyHeaders.Read([.. Local, .. Node], Stacked(2), out var stack, out _, out _);
        Assert.False(stack[StackedHeader.Outermost].HasAddresses);
        Assert.True(stack[StackedHeader.Innermost].HasAddresses);
    }

    [Fact]
    public void Refuses_all_for_one_malformed_header()
    {
        byte[] received = [.. Balancer, .. ProxyHeaderBytes.Line("PROXY TCP4 1.2.3.4\n")];
        Assert.Equal(ReadStatus.Invalid, StackedProxyHeaders.Read(received, Stacked(2), out var stack, out var consumed, out var error));
        Assert.Equal((0, 0, ProxyHeaderError.AddressMalformed), (consumed, stack.Count, error));

        Assert.Equal(ReadStatus.Invalid, StackedProxyHeaders.Read([0x16], Stacked(2), out _, out _, out error));
        Assert.Equal(ProxyHeaderError.NotProxy, error);
    }

    [Fact]
    public void Applies_the_size_limit_to_each_header()
    {
        var limits = Stacked(2) with { MaxBytes = Balancer.Length };
        Assert.Equal(ReadStatus.Done, StackedProxyHeaders.Read([.. Balancer, .. Node], limits, out _, out var consumed, out _));
        Assert.Equal(Balancer.Length + Node.Length, consumed);
    }

    private static ProxyHeaderLimits Stacked(int most) => Reading.Limits with { MaxStacked = most };
}
