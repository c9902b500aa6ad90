using System.Text;
using Connectivity.Shared.HttpConnect;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.HttpConnect;

public sealed class ConnectAnswerTests
{
    private const string Established = "HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n";

    [Fact]
    public void No_prefix_of_an_answer_is_one_and_what_follows_it_stays()
    {
        var answer = "HTTP/1.1 100 Continue\r\n\r\n" + Established;
        for (var length = 0; length < answer.Length; length++)
            Assert.Equal(ReadStatus.NeedMore, ConnectAnswer.Read(Bytes(answer[..length]), out _, out _, out _));

        Assert.Equal(ReadStatus.Done, ConnectAnswer.Read(Bytes(answer + "\x16\x03\x01"), out var consumed, out var failure, out _));
        Assert.Equal(answer.Length, consumed);
        Assert.Equal(ConnectAnswerFailure.None, failure);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "it answered 403 Forbidden")]
    [InlineData("HTTP/1.1 503\r\n\r\n", "it answered 503")]
    [InlineData("HTTP/1.0 302 Found\r\nLocation: https://x\r\n\r\n", "it answered 302 Found")]
    [InlineData("HTTP/1.1 407 a\tb\r\n\r\n", "it answered 407 a?b")]
    public void Another_status_is_told_with_its_reason(string answer, string problem)
    {
        Assert.Equal(ReadStatus.Invalid, ConnectAnswer.Read(Bytes(answer), out _, out var failure, out var told));
        Assert.Equal(ConnectAnswerFailure.Refused, failure);
        Assert.Equal(problem, told);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("\x15\x03\x03\x00\x02\x02\x28")]
    [InlineData("HTTP/1.1 200 ok\n\n")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    public void What_is_no_answer_is_refused(string answer)
    {
        Assert.Equal(ReadStatus.Invalid, ConnectAnswer.Read(Bytes(answer), out _, out var failure, out _));
        Assert.Equal(ConnectAnswerFailure.Malformed, failure);
    }

    [Fact]
    public void A_long_reason_is_cut()
    {
        ConnectAnswer.Read(Bytes($"HTTP/1.1 500 {new string('x', 5000)}\r\n\r\n"), out _, out _, out var problem);

        Assert.Equal("it answered 500 " + new string('x', 200), problem);
    }

    [Fact]
    public void An_answer_has_8_KiB_at_most_preliminary_ones_included()
    {
        var interim = "HTTP/1.1 102 Processing\r\n\r\n";
        var endless = string.Concat(Enumerable.Repeat(interim, (ConnectAnswer.MaxBytes / interim.Length) + 1));

        Assert.Equal(ReadStatus.Invalid, ConnectAnswer.Read(Bytes(endless).AsSpan(0, ConnectAnswer.MaxBytes), out _, out var failure, out _));
        Assert.Equal(ConnectAnswerFailure.Malformed, failure);
        var longHead = Bytes($"HTTP/1.1 200 OK\r\nX: {new string('y', ConnectAnswer.MaxBytes)}");
        Assert.Equal(ReadStatus.Invalid, ConnectAnswer.Read(longHead.AsSpan(0, ConnectAnswer.MaxBytes), out _, out _, out _));
    }

    [Fact]
    public void No_bytes_throw_and_what_is_refused_stays_refused()
    {
        var near = Gen.Int[0, Established.Length].Select(Gen.Byte.Array[0, 20], static (cut, tail) => (byte[])[.. Bytes(Established[..cut]), .. tail]);
        Gen.OneOf(near, Gen.Byte.Array[0, 100]).Sample(static bytes =>
        {
            var refused = false;
            for (var length = 0; length <= bytes.Length; length++)
            {
                var status = ConnectAnswer.Read(bytes.AsSpan(0, length), out var consumed, out var failure, out _);
                Assert.Equal(status == ReadStatus.Invalid, failure != ConnectAnswerFailure.None);
                Assert.InRange(consumed, 0, length);
                Assert.True(!refused || status == ReadStatus.Invalid);
                refused = status == ReadStatus.Invalid;
            }
        });
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
