using System.Text;
using Connectivity.Shared.HttpConnect;
using Xunit;

namespace Connectivity.Shared.Tests.HttpConnect;

public sealed class ConnectRequestReaderTests
{
    private const string Line = "CONNECT api:443 HTTP/1.1\r\n";

    [Theory]
    // OpenVPN through Gardener's gateway.
    [InlineData(
        "CONNECT vpn-seed-server:1194 HTTP/1.0\r\nReversed-VPN: outbound|1194||vpn-seed-server.shoot--a--b.svc.cluster.local\r\n\r\n",
        "vpn-seed-server:1194 1.0", "Reversed-VPN=outbound|1194||vpn-seed-server.shoot--a--b.svc.cluster.local;")]
    // kube-apiserver's egress selector.
    [InlineData("CONNECT 10.1.2.3:10250 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "10.1.2.3:10250 1.1", "Host=127.0.0.1;")]
    [InlineData("CONNECT x HTTP/1.0\r\n\r\n", "x 1.0", "")]
    [InlineData("CONNECT [::1]:443 HTTP/1.1\r\nA:\r\nb: \t \r\nC:\t d e\tf \r\n\r\n", "[::1]:443 1.1", "A=;b=;C=d e\tf;")]
    [InlineData(
        "CONNECT /?#@%20 HTTP/1.1\r\n!#$%&'*+-.^_`|~09azAZ: :\u00e9\u00ff\r\n\r\n",
        "/?#@%20 1.1", "!#$%&'*+-.^_`|~09azAZ=:\u00e9\u00ff;")]
    [InlineData("CONNECT a:1 HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "a:1 1.1", "Content-Length=0;")]
    public void Reads_target_version_and_headers(string text, string startLine, string fields) =>
        Assert.Equal(new ReadMessage(startLine, fields), Heads.InEveryWay(Heads.Request, text));

    // The last byte decides, or the one that is given: the refusal comes with it and not before.
    [Theory]
    [InlineData("\u0016", HttpHeadError.Tls)]
    [InlineData("G", HttpHeadError.NotConnect)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", HttpHeadError.NotConnect, 1)]
    [InlineData("c", HttpHeadError.NotConnect)]
    [InlineData("\r", HttpHeadError.NotConnect)]
    [InlineData(" ", HttpHeadError.NotConnect)]
    [InlineData("\0", HttpHeadError.NotConnect)]
    [InlineData("CONNECt", HttpHeadError.NotConnect)]
    [InlineData("CONNECTS", HttpHeadError.NotConnect)]
    [InlineData("CONNECT\t", HttpHeadError.NotConnect)]
    [InlineData("CONNECT  ", HttpHeadError.TargetMalformed)]
    [InlineData("CONNECT \r", HttpHeadError.TargetMalformed)]
    [InlineData("CONNECT a\r", HttpHeadError.TargetMalformed)]
    [InlineData("CONNECT a\t", HttpHeadError.TargetMalformed)]
    [InlineData("CONNECT a\u007f", HttpHeadError.TargetMalformed)]
    [InlineData("CONNECT a\u00e9", HttpHeadError.TargetMalformed)]
    [InlineData("CONNECT a  ", HttpHeadError.VersionUnsupported)]
    [InlineData("CONNECT a http", HttpHeadError.VersionUnsupported, 11)]
    [InlineData("CONNECT a HTTP/2", HttpHeadError.VersionUnsupported)]
    [InlineData("CONNECT a HTTP/1.2", HttpHeadError.VersionUnsupported)]
    [InlineData("CONNECT a HTTP/1.10", HttpHeadError.LineEndMalformed)]
    [InlineData("CONNECT a HTTP/1.1 ", HttpHeadError.LineEndMalformed)]
    [InlineData("CONNECT a HTTP/1.1\n", HttpHeadError.LineEndMalformed)]
    [InlineData("CONNECT a HTTP/1.1\r\r", HttpHeadError.LineEndMalformed)]
    [InlineData(Line + "\n", HttpHeadError.LineEndMalformed)]
    [InlineData(Line + "\rX", HttpHeadError.LineEndMalformed)]
    [InlineData(Line + ":", HttpHeadError.FieldNameMalformed)]
    [InlineData(Line + "A ", HttpHeadError.FieldNameMalformed)]
    [InlineData(Line + "A\t", HttpHeadError.FieldNameMalformed)]
    [InlineData(Line + "A\r", HttpHeadError.FieldNameMalformed)]
    [InlineData(Line + "A(", HttpHeadError.FieldNameMalformed)]
    [InlineData(Line + "A\u00e9", HttpHeadError.FieldNameMalformed)]
    [InlineData(Line + "A\0", HttpHeadError.FieldNameMalformed)]
    [InlineData(Line + "A: b\0", HttpHeadError.FieldValueMalformed)]
    [InlineData(Line + "A: b\u0001", HttpHeadError.FieldValueMalformed)]
    [InlineData(Line + "A: b\u007f", HttpHeadError.FieldValueMalformed)]
    [InlineData(Line + "A: b\n", HttpHeadError.LineEndMalformed)]
    [InlineData(Line + "A: b\rc", HttpHeadError.LineEndMalformed)]
    [InlineData(Line + " ", HttpHeadError.ObsoleteFold)]
    [InlineData(Line + "A: b\r\n ", HttpHeadError.ObsoleteFold)]
    [InlineData(Line + "A: b\r\n\t", HttpHeadError.ObsoleteFold)]
    [InlineData(Line + "Content-Length: 1\r\n\r\n", HttpHeadError.BodyNotAllowed)]
    [InlineData(Line + "content-length: 00\r\n\r\n", HttpHeadError.BodyNotAllowed)]
    [InlineData(Line + "Content-Length:\r\n\r\n", HttpHeadError.BodyNotAllowed)]
    [InlineData(Line + "Content-Length: 0, 0\r\n\r\n", HttpHeadError.BodyNotAllowed)]
    [InlineData(Line + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n", HttpHeadError.BodyNotAllowed)]
    [InlineData(Line + "TRANSFER-ENCODING: chunked\r\n\r\n", HttpHeadError.BodyNotAllowed)]
    [InlineData(Line + "Transfer-Encoding: identity\r\n\r\n", HttpHeadError.BodyNotAllowed)]
    public void Refuses_a_malformed_head_with_the_byte_that_decides(string text, HttpHeadError error, int at = 0) =>
        Assert.Equal((error, at > 0 ? at : text.Length), Heads.Refusal(Heads.Request, text + "A: b\r\n\r\n"));

    [Fact]
    public void Finds_headers_without_regard_to_case()
    {
        var received = Heads.Bytes(Line + "Host: a\r\nx-gardener-destination: \tone \r\nX-Gardener-Destinations: two\r\n\r\n");
        Assert.Equal(ReadStatus.Done, ConnectRequestReader.Read(received, Heads.Limits, out var request, out _, out _));

        Assert.True(request.TryGetHeader("X-Gardener-Destination"u8, out var value));
        Assert.Equal("one", Encoding.ASCII.GetString(value));
        Assert.False(request.TryGetHeader("X-Gardener"u8, out _));
        Assert.False(request.TryGetHeader(""u8, out _));
        Assert.Equal(0, request.Headers.Find("Reversed-VPN"u8, out _));
    }

    [Fact]
    public void Does_not_choose_between_repeated_headers()
    {
        var received = Heads.Bytes(Line + "Reversed-VPN: one\r\nA: b\r\nreversed-vpn: one\r\n\r\n");
        Assert.Equal(ReadStatus.Done, ConnectRequestReader.Read(received, Heads.Limits, out var request, out _, out _));

        Assert.False(request.TryGetHeader("Reversed-VPN"u8, out var value));
        Assert.True(value.IsEmpty);
        Assert.Equal(2, request.Headers.Find("Reversed-VPN"u8, out value));
        Assert.Equal("one", Encoding.ASCII.GetString(value));
    }

    [Fact]
    public void Takes_as_many_headers_as_the_limit_and_no_more()
    {
        var full = Line + string.Concat(Enumerable.Repeat("A: b\r\n", Heads.Limits.MaxHeaders));
        Heads.InEveryWay(Heads.Request, full + "\r\n");
        Assert.Equal((HttpHeadError.TooManyFields, full.Length + 1), Heads.Refusal(Heads.Request, full + "A: b\r\n\r\n"));
    }

    [Fact]
    public void Takes_a_head_as_long_as_the_limit_and_no_longer()
    {
        var text = Line + "A: b\r\n\r\n";
        var bytes = Heads.Bytes(text + "tunnel");
        var limits = Heads.Limits with { MaxBytes = text.Length };
        Assert.Equal(ReadStatus.Done, ConnectRequestReader.Read(bytes, limits, out _, out var consumed, out _));
        Assert.Equal(text.Length, consumed);

        limits = limits with { MaxBytes = text.Length - 1 };
        Assert.Equal(ReadStatus.NeedMore, ConnectRequestReader.Read(bytes.AsSpan(0, text.Length - 2), limits, out _, out _, out _));
        foreach (var length in (int[])[text.Length - 1, text.Length, bytes.Length])
        {
            Assert.Equal(ReadStatus.Invalid, ConnectRequestReader.Read(bytes.AsSpan(0, length), limits, out _, out _, out var error));
            Assert.Equal(HttpHeadError.TooLong, error);
        }
    }

    [Theory]
    [InlineData("CONNECT ")]
    [InlineData(Line + "A")]
    [InlineData(Line + "A: ")]
    public void Refuses_a_head_that_does_not_end(string beginning)
    {
        var text = beginning.PadRight(9000, 'a');
        Assert.Equal((HttpHeadError.TooLong, Heads.Limits.MaxBytes), Heads.Refusal(Heads.Request, text));
    }

    [Fact]
    public void Is_read_without_allocating()
    {
        const string destination = "outbound|443||kube-apiserver.shoot--a--b.svc.cluster.local";
        var received = Heads.Bytes(Line + $"Host: a\r\nX-Gardener-Destination: {destination}\r\n\r\n");
        Assert.True(ReadDestination(received) > 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = ReadDestination(received);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(destination.Length, length);
    }

    private static int ReadDestination(byte[] received)
    {
        ConnectRequestReader.Read(received, Heads.Limits, out var request, out _, out _);
        return request.TryGetHeader("X-Gardener-Destination"u8, out var value) ? value.Length : 0;
    }
}
