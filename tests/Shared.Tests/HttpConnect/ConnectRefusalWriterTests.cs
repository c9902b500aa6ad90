using System.Text;
using Connectivity.Shared.HttpConnect;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.HttpConnect;

public sealed class ConnectRefusalWriterTests
{
    [Theory]
    [InlineData(502, "agent: connect to 10.1.2.3:10250: connection refused", "502 agent: connect to 10.1.2.3:10250: connection refused")]
    [InlineData(503, "", "503 ")]
    [InlineData(504, "a\r\nX-Injected: b\0é", "504 a??X-Injected: b??")]
    public void Puts_the_reason_into_the_status_line(int status, string reason, string expected)
    {
        var buffer = new byte[ConnectRefusalWriter.MaxLength];
        var length = ConnectRefusalWriter.Write(buffer, status, reason);
        var read = Heads.Response(buffer.AsSpan(0, length));
        Assert.Equal((ReadStatus.Done, length, HttpHeadError.None), (read.Status, read.Consumed, read.Error));
        Assert.Equal(new ReadMessage(expected, "Connection=close;Content-Length=0;"), read.Message);
    }

    [Fact]
    public void Writes_a_valid_head_whatever_the_reason() => Gen.Select(Gen.Int[400, 599], Gen.String).Sample(static (status, reason) =>
    {
        var buffer = new byte[ConnectRefusalWriter.MaxLength];
        var length = ConnectRefusalWriter.Write(buffer, status, reason);
        Assert.Equal(ReadStatus.Done, ConnectResponseReader.Read(buffer.AsSpan(0, length), Heads.Limits, out var response, out _, out _));
        Assert.Equal((status, Math.Min(reason.Length, 256)), (response.Status, response.Reason.Length));
    });

    [Fact]
    public void Refuses_what_is_no_refusal_and_a_buffer_that_is_too_small()
    {
        var buffer = new byte[ConnectRefusalWriter.MaxLength];
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectRefusalWriter.Write(buffer, 399, ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectRefusalWriter.Write(buffer, 600, ""));
        Assert.Throws<ArgumentException>(() => ConnectRefusalWriter.Write(new byte[ConnectRefusalWriter.MaxLength - 1], 503, ""));
    }

    [Theory]
    [InlineData(504, "AgentTimeout", 0, "HTTP/1.1 504 r\r\nX-Tunnel-Error: AgentTimeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(503, "NoAgent", 1, "HTTP/1.1 503 r\r\nX-Tunnel-Error: NoAgent\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(405, "", 0, "HTTP/1.1 405 r\r\nAllow: CONNECT\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")]
    public void Tells_programs_too(int status, string code, int retryAfter, string expected)
    {
        var buffer = new byte[ConnectRefusalWriter.MaxLength];
        var length = ConnectRefusalWriter.Write(buffer, status, "r", code, retryAfter);
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer, 0, length));
    }

    [Fact]
    public void The_longest_refusal_fits()
    {
        var buffer = new byte[ConnectRefusalWriter.MaxLength];
        var code = new string('e', ConnectRefusalWriter.MaxErrorCodeLength);
        Assert.InRange(ConnectRefusalWriter.Write(buffer, 405, new string('x', 10_000), code, int.MaxValue), 1, buffer.Length);
        Assert.Throws<ArgumentException>(() => ConnectRefusalWriter.Write(buffer, 503, "", code + "e", 0));
        Assert.Throws<ArgumentException>(() => ConnectRefusalWriter.Write(buffer, 503, "", "a\r\n", 0));
    }

    [Fact]
    public void Cuts_a_reason_that_is_too_long()
    {
        var buffer = new byte[ConnectRefusalWriter.MaxLength];
        var length = ConnectRefusalWriter.Write(buffer, 503, new string('x', 10_000));
        Assert.Equal("503 " + new string('x', 256), Heads.Response(buffer.AsSpan(0, length)).Message.StartLine);
    }
}
