using System.Text;
using Connectivity.Shared.Socks5;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Socks5;

public sealed class Socks5RequestReaderTests
{
    [Theory]
    [InlineData("050100010AFA0002280A", "IPv4 10.250.0.2 10250")]
    [InlineData("0501000420010DB800000000000000000000000101BB", "IPv6 2001:db8::1 443")]
    [InlineData("0501000400000000000000000000FFFF0A00000101BB", "IPv6 10.0.0.1 443")]
    [InlineData("0501000304612E622D0050", "Name a.b- 80")]
    public void Reads_each_kind_of_address(string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex);
        var (status, consumed, _, message) = Socks5Reading.Verdict(Socks5Reading.Request, [.. bytes, 0x16, 5]);
        Assert.Equal((ReadStatus.Done, bytes.Length, expected), (status, consumed, message));
    }

    [Theory]
    [InlineData("04", Socks5Error.VersionUnsupported, Socks5Reply.GeneralFailure)]
    [InlineData("0502", Socks5Error.CommandUnsupported, Socks5Reply.CommandNotSupported)]
    [InlineData("0503", Socks5Error.CommandUnsupported, Socks5Reply.CommandNotSupported)]
    [InlineData("050101", Socks5Error.ReservedNotZero, Socks5Reply.GeneralFailure)]
    [InlineData("05010002", Socks5Error.AddressTypeUnsupported, Socks5Reply.AddressTypeNotSupported)]
    [InlineData("0501000300", Socks5Error.NameMalformed, Socks5Reply.GeneralFailure)]
    [InlineData("0501000302612F0050", Socks5Error.NameMalformed, Socks5Reply.GeneralFailure)]
    [InlineData("05010003025B3A0050", Socks5Error.NameMalformed, Socks5Reply.GeneralFailure)]
    [InlineData("050100030261000050", Socks5Error.NameMalformed, Socks5Reply.GeneralFailure)]
    [InlineData("050100010AFA00020000", Socks5Error.PortZero, Socks5Reply.GeneralFailure)]
    public void Refuses_what_it_does_not_know(string hex, Socks5Error expected, Socks5Reply reply)
    {
        var (status, _, error, _) = Socks5Reading.Verdict(Socks5Reading.Request, Convert.FromHexString(hex));
        Assert.Equal((ReadStatus.Invalid, expected, reply), (status, error, error.Reply()));
    }

    [Fact]
    public void Reads_what_was_put_together() =>
        Gen.Select(Gen.String[Gen.Char["abzAZ019.-_"], 1, 255], Gen.Int[1, 65535], Gen.Byte.Array[0, 20]).Sample(static (name, port, rest) =>
        {
            byte[] request = [5, 1, 0, 3, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)(port >> 8), (byte)port];
            var (status, consumed, _, message) = Socks5Reading.Verdict(Socks5Reading.Request, [.. request, .. rest]);
            Assert.Equal((ReadStatus.Done, request.Length, $"Name {name} {port}"), (status, consumed, message));
            Assert.True(consumed <= Socks5RequestReader.MaxLength);
        });

    [Fact]
    public void Survives_random_bytes_behind_good_beginnings()
    {
        byte[][] beginnings = [[], [5], [5, 1, 0], [5, 1, 0, 1], [5, 1, 0, 3], [5, 1, 0, 3, 255], [5, 1, 0, 4]];
        Gen.Select(Gen.Int[0, beginnings.Length - 1], Gen.Byte.Array[0, 300]).Sample((which, rest) =>
        {
            Socks5Reading.Verdict(Socks5Reading.Greeting, [.. beginnings[which], .. rest]);
            Socks5Reading.Verdict(Socks5Reading.Request, [.. beginnings[which], .. rest]);
        });
    }

    [Fact]
    public void No_message_needs_more_than_its_greatest_length() => Gen.Byte.Array[Socks5RequestReader.MaxLength].Sample(static bytes =>
    {
        bytes[0] = 5;
        Assert.NotEqual(ReadStatus.NeedMore, Socks5Reading.Greeting(bytes.AsSpan(0, Socks5GreetingReader.MaxLength)).Status);
        (bytes[1], bytes[2]) = (1, 0);
        Assert.NotEqual(ReadStatus.NeedMore, Socks5Reading.Request(bytes).Status);
    });

    [Fact]
    public void Writes_a_reply_that_names_no_address()
    {
        Span<byte> buffer = stackalloc byte[Socks5Responses.ReplyLength];
        Assert.Equal(buffer.Length, Socks5Responses.WriteReply(buffer, Socks5Reply.ConnectionRefused));
        Assert.Equal("05050001000000000000", Convert.ToHexString(buffer));
    }

    [Fact]
    public void Every_error_has_words() => Assert.All(Enum.GetValues<Socks5Error>(), static e => Assert.NotEmpty(e.Text()));
}
