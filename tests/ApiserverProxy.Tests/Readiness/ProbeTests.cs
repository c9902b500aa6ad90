using Connectivity.ApiserverProxy.Readiness;
using Connectivity.Shared;
using Connectivity.Shared.Tls;
using CsCheck;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Readiness;

public sealed class ProbeTests
{
    private static byte[] Good => [22, 3, 3, 0, 44, 2, 0, 0, 40, 3, 3, .. new byte[32], 0, 0x13, 0x01, 0];

    [Fact]
    public void The_hello_is_one_and_names_the_server()
    {
        var bytes = new byte[ProbeHello.MaxLength];
        var longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        foreach (var name in new[] { "kubernetes.default.svc", "a", longest })
        {
            var length = ProbeHello.Write(bytes, name, new byte[ProbeHello.RandomBytes]);
            var status = ClientHelloReader.Read(bytes.AsSpan(0, length), new byte[65536], ClientHelloLimits.Default, out var hello, out _);

            Assert.Equal(ReadStatus.Done, status);
            Assert.Equal(name, System.Text.Encoding.ASCII.GetString(hello.ServerName));
        }
    }

    [Fact]
    public void A_ServerHello_is_good_and_no_prefix_of_one_is()
    {
        for (var length = 0; length < 46; length++)
            Assert.Equal(ReadStatus.NeedMore, ProbeAnswer.Read(Good.AsSpan(0, length), out _));
        Assert.Equal(ReadStatus.Done, ProbeAnswer.Read(Good, out _));
    }

    [Theory]
    [InlineData(40, ReadStatus.Done)]
    [InlineData(70, ReadStatus.Done)]
    [InlineData(112, ReadStatus.Invalid)]
    [InlineData(80, ReadStatus.Invalid)]
    [InlineData(49, ReadStatus.Invalid)]
    [InlineData(50, ReadStatus.Invalid)]
    public void An_alert_is_good_unless_gateways_say_it_themselves(byte alert, ReadStatus expected) =>
        Assert.Equal(expected, ProbeAnswer.Read([21, 3, 3, 0, 2, 2, alert], out _));

    [Fact]
    public void Neither_an_echo_nor_other_protocols_are_good()
    {
        var hello = new byte[ProbeHello.MaxLength];
        var length = ProbeHello.Write(hello, "kubernetes.default.svc", new byte[ProbeHello.RandomBytes]);

        Assert.Equal(ReadStatus.Invalid, ProbeAnswer.Read(hello.AsSpan(0, length), out _));
        Assert.Equal(ReadStatus.Invalid, ProbeAnswer.Read("HTTP/1.1 400 Bad Request\r\n\r\n"u8, out _));
        Assert.Equal(ReadStatus.Invalid, ProbeAnswer.Read("SSH-2.0-x\r\n"u8, out _));
        var notOffered = Good;
        notOffered[44] = 0x14;
        Assert.Equal(ReadStatus.Invalid, ProbeAnswer.Read(notOffered, out _));
    }

    [Fact]
    public void No_bytes_throw_and_what_is_refused_stays_refused() =>
        Gen.OneOf(Gen.Byte.Array[0, 100], Gen.Select(Gen.Int[0, 49], Gen.Byte, static (at, value) =>
        {
            var bytes = Good;
            bytes[at % bytes.Length] = value;
            return bytes;
        })).Sample(static bytes =>
        {
            var refused = false;
            for (var length = 0; length <= bytes.Length; length++)
            {
                var status = ProbeAnswer.Read(bytes.AsSpan(0, length), out var problem);
                Assert.Equal(status == ReadStatus.Invalid, problem.Length > 0);
                Assert.True(!refused || status == ReadStatus.Invalid);
                refused = status == ReadStatus.Invalid;
            }
        });
}
