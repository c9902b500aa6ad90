using Connectivity.Shared.HttpConnect;
using Xunit;

namespace Connectivity.Shared.Tests.HttpConnect;

public sealed class ConnectResponseReaderTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 Connection established\r\n\r\n", "200 Connection established", "")]
    [InlineData("HTTP/1.0 200 OK\r\nServer: x\r\n\r\n", "200 OK", "Server=x;")]
    [InlineData("HTTP/1.1 200\r\n\r\n", "200 ", "")]
    [InlineData("HTTP/1.1 200 \r\n\r\n", "200 ", "")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "100 Continue", "")]
    [InlineData("HTTP/1.1 503 \u00e9: \tno host\r\nContent-Length: 7\r\n\r\n", "503 \u00e9: \tno host", "Content-Length=7;")]
    [InlineData("HTTP/1.1 599 x\r\nTransfer-Encoding: chunked\r\n\r\n", "599 x", "Transfer-Encoding=chunked;")]
    public void Reads_status_reason_and_headers(string text, string startLine, string fields) =>
        Assert.Equal(new ReadMessage(startLine, fields), Heads.InEveryWay(Heads.Response, text));

    [Theory]
    [InlineData(100, false, true)]
    [InlineData(199, false, true)]
    [InlineData(200, true, false)]
    [InlineData(299, true, false)]
    [InlineData(300, false, false)]
    [InlineData(403, false, false)]
    public void Knows_whether_the_tunnel_stands(int status, bool established, bool interim)
    {
        var received = Heads.Bytes($"HTTP/1.1 {status} x\r\n\r\n");
        Assert.Equal(ReadStatus.Done, ConnectResponseReader.Read(received, Heads.Limits, out var response, out _, out _));
        Assert.Equal((status, established, interim), (response.Status, response.IsEstablished, response.IsInterim));
    }

    // The last byte decides, or the one that is given: the refusal comes with it and not before.
    [Theory]
    [InlineData("\u0015", HttpHeadError.VersionUnsupported)]
    [InlineData("SSH-2.0", HttpHeadError.VersionUnsupported, 1)]
    [InlineData("http", HttpHeadError.VersionUnsupported, 1)]
    [InlineData("HTTP/2", HttpHeadError.VersionUnsupported)]
    [InlineData("HTTP/1.9", HttpHeadError.VersionUnsupported)]
    [InlineData("HTTP/1.1\t", HttpHeadError.VersionUnsupported)]
    [InlineData("HTTP/1.1\r", HttpHeadError.VersionUnsupported)]
    [InlineData("HTTP/1.1  ", HttpHeadError.StatusMalformed)]
    [InlineData("HTTP/1.1 0", HttpHeadError.StatusMalformed)]
    [InlineData("HTTP/1.1 6", HttpHeadError.StatusMalformed)]
    [InlineData("HTTP/1.1 2x", HttpHeadError.StatusMalformed)]
    [InlineData("HTTP/1.1 20 ", HttpHeadError.StatusMalformed)]
    [InlineData("HTTP/1.1 20\r", HttpHeadError.StatusMalformed)]
    [InlineData("HTTP/1.1 2000", HttpHeadError.StatusMalformed)]
    [InlineData("HTTP/1.1 200\t", HttpHeadError.StatusMalformed)]
    [InlineData("HTTP/1.1 200\n", HttpHeadError.LineEndMalformed)]
    [InlineData("HTTP/1.1 200 OK\n", HttpHeadError.LineEndMalformed)]
    [InlineData("HTTP/1.1 200 OK\rX", HttpHeadError.LineEndMalformed)]
    [InlineData("HTTP/1.1 200 O\0", HttpHeadError.FieldValueMalformed)]
    [InlineData("HTTP/1.1 200 OK\r\nA ", HttpHeadError.FieldNameMalformed)]
    [InlineData("HTTP/1.1 200 OK\r\nA: \u001b", HttpHeadError.FieldValueMalformed)]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n c", HttpHeadError.ObsoleteFold, 24)]
    public void Refuses_a_malformed_head_with_the_byte_that_decides(string text, HttpHeadError error, int at = 0) =>
        Assert.Equal((error, at > 0 ? at : text.Length), Heads.Refusal(Heads.Response, text + "A: b\r\n\r\n"));

    [Fact]
    public void Refuses_a_head_over_its_bounds()
    {
        const string line = "HTTP/1.1 200 ";
        Assert.Equal((HttpHeadError.TooLong, Heads.Limits.MaxBytes), Heads.Refusal(Heads.Response, line.PadRight(9000, 'a')));

        var full = line + "\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", Heads.Limits.MaxHeaders));
        Assert.Equal((HttpHeadError.TooManyFields, full.Length + 1), Heads.Refusal(Heads.Response, full + "A"));
    }

    [Fact]
    public void Reads_every_response_that_this_project_sends()
    {
        (int Status, byte[] Bytes)[] responses =
        [
            (200, ConnectResponses.Established(0).ToArray()), (200, ConnectResponses.Established(1).ToArray()),
            (400, ConnectResponses.BadRequest.ToArray()), (403, ConnectResponses.Refused.ToArray()),
            (408, ConnectResponses.RequestTimeout.ToArray()), (429, ConnectResponses.TooManyRequests.ToArray()),
            (431, ConnectResponses.HeadTooLarge.ToArray()), (502, ConnectResponses.BadGateway.ToArray()),
            (503, ConnectResponses.ServiceUnavailable.ToArray()), (504, ConnectResponses.GatewayTimeout.ToArray()),
        ];
        foreach (var (status, bytes) in responses)
        {
            var message = Heads.InEveryWay(Heads.Response, System.Text.Encoding.ASCII.GetString(bytes));
            Assert.StartsWith($"{status} ", message.StartLine, StringComparison.Ordinal);
            Assert.Equal(status == 200 ? "" : "Connection=close;Content-Length=0;", message.Fields);
        }
    }

    [Fact]
    public void Answers_an_HTTP_1_0_client_in_kind()
    {
        Assert.True(ConnectResponses.Established(0).StartsWith("HTTP/1.0 200 "u8));
        Assert.True(ConnectResponses.Established(1).StartsWith("HTTP/1.1 200 "u8));
    }
}
