using System.Net;
using Connectivity.ApiserverProxy.Interfaces;
using CsCheck;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Interfaces;

public sealed class NetlinkTests
{
    [Fact]
    public void A_request_for_a_dummy_interface_is_what_ip_link_sends()
    {
        var message = RouteMessages.AddLink(new byte[RouteMessages.MaxLength], 7, "proxy", "dummy").ToArray();

        Assert.Equal(
            "3C000000" + "1000" + "0506" + "07000000" + "00000000" // 60 bytes, NEWLINK, REQUEST ACK EXCL CREATE
            + "0000" + "0000" + "00000000" + "01000000" + "01000000" // any family, new index, UP and only that
            + "0A00" + "0300" + "70726F787900" + "0000" // IFLA_IFNAME "proxy\0", padded
            + "1000" + "1200" + "0900" + "0100" + "64756D6D79" + "000000", // IFLA_LINKINFO { IFLA_INFO_KIND "dummy", padded }
            Convert.ToHexString(message));
    }

    [Theory]
    [InlineData("240.0.0.5", 2, 32, 0)]
    [InlineData("64:ff9b:1::f000:5", 10, 128, RouteNetlink.AddressNoDad)]
    public void A_request_for_an_address_reads_back_as_that_address(string text, byte family, int prefix, byte flags)
    {
        var address = IPAddress.Parse(text);
        var datagram = RouteMessages.AddAddress(new byte[RouteMessages.MaxLength], 3, 42, address);

        var reader = new NetlinkReader(datagram);
        Assert.True(reader.TryNext(out var message));
        Assert.Equal((RouteNetlink.NewAddress, 3u), (message.Type, message.Sequence));
        Assert.Equal((family, flags), (message.Payload[0], message.Payload[2]));
        Assert.Equal(new AddressState(42, address, prefix), AddressState.Read(message.Payload));
        Assert.False(reader.TryNext(out _));
    }

    [Fact]
    public void Attributes_and_messages_come_back_as_they_were_written()
    {
        var attribute = Gen.Select(Gen.UShort[1, 1000], Gen.Byte.Array[0, 40]);
        Gen.Select(Gen.UShort, Gen.UInt, attribute.Array[0, 8]).Sample((type, sequence, attributes) =>
        {
            var writer = new NetlinkWriter(new byte[1024], type, 0, sequence);
            writer.Fixed(8)[7] = 9;
            foreach (var (key, value) in attributes)
                writer.Attribute(key, value);
            var message = writer.Finish();

            Assert.Equal(0, message.Length % 4);
            var reader = new NetlinkReader(message);
            Assert.True(reader.TryNext(out var read));
            Assert.Equal((type, sequence, (byte)9), (read.Type, read.Sequence, read.Payload[7]));
            var rest = new NetlinkAttributes(read.Payload[8..]);
            foreach (var (key, value) in attributes)
            {
                Assert.True(rest.TryNext(out var found, out var bytes));
                Assert.Equal(key, found);
                Assert.Equal(value, bytes.ToArray());
            }

            Assert.False(rest.TryNext(out _, out _));
        });
    }

    [Fact]
    public void No_bytes_make_the_readers_throw_or_go_on_for_ever() =>
        Gen.Byte.Array[0, 200].Sample(static bytes =>
        {
            var reader = new NetlinkReader(bytes);
            var messages = 0;
            while (reader.TryNext(out var message))
            {
                messages++;
                _ = LinkState.Read(message.Payload);
                _ = AddressState.Read(message.Payload);
                _ = message.Error;
            }

            Assert.True(messages <= bytes.Length / RouteNetlink.HeaderLength);
            _ = LinkState.Read(bytes);
            _ = AddressState.Read(bytes);
        });

    [Fact]
    public void Every_prefix_of_a_message_is_no_message()
    {
        var whole = RouteMessages.AddAddress(new byte[RouteMessages.MaxLength], 3, 42, IPAddress.Loopback).ToArray();
        for (var length = 0; length < whole.Length; length++)
            Assert.False(new NetlinkReader(whole.AsSpan(0, length)).TryNext(out _));
    }

    [Fact]
    public void What_does_not_fit_is_refused() =>
        Assert.Throws<ArgumentException>(static () => RouteMessages.AddLink(new byte[40], 1, "proxy", "dummy"));
}
