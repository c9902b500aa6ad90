using System.Text;
using Connectivity.Shared.HttpConnect;
using Xunit;

namespace Connectivity.Shared.Tests.HttpConnect;

/// <summary>Reads heads as a state machine would get them, and checks what holds for any bytes at all.</summary>
internal static class Heads
{
    public static readonly ConnectLimits Limits = ConnectLimits.Default;

    public delegate (ReadStatus Status, int Consumed, HttpHeadError Error, ReadMessage Message) Reader(ReadOnlySpan<byte> received);

    public static (ReadStatus Status, int Consumed, HttpHeadError Error, ReadMessage Message) Request(ReadOnlySpan<byte> received)
    {
        var status = ConnectRequestReader.Read(received, Limits, out var request, out var consumed, out var error);
        return (status, consumed, error, ReadMessage.From(request));
    }

    public static (ReadStatus Status, int Consumed, HttpHeadError Error, ReadMessage Message) Response(ReadOnlySpan<byte> received)
    {
        var status = ConnectResponseReader.Read(received, Limits, out var response, out var consumed, out var error);
        return (status, consumed, error, ReadMessage.From(response));
    }

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>Reads a valid head in every way it can arrive: each beginning of it asks for more, whatever follows is left.</summary>
    public static ReadMessage InEveryWay(Reader read, string text)
    {
        var bytes = Bytes(text);
        for (var length = 0; length < bytes.Length; length++)
        {
            var (status, none, noError, _) = read(bytes.AsSpan(0, length));
            Assert.Equal((ReadStatus.NeedMore, 0, HttpHeadError.None), (status, none, noError));
        }

        var message = Whole(read, bytes, bytes.Length);
        foreach (var next in (byte[])[0x16, 0x00, (byte)'\r', (byte)'\n', (byte)' ', (byte)'C', 0xFF])
            Assert.Equal(message, Whole(read, [.. bytes, next, next], bytes.Length));
        return message;
    }

    /// <summary>
    /// Reads every beginning of bytes that make no valid head. Returns the error and the number of bytes at which it was found; from
    /// there on it stays the same, so that the outcome does not depend on how the network cuts the bytes.
    /// </summary>
    public static (HttpHeadError Error, int At) Refusal(Reader read, string text)
    {
        var (verdict, _, error, at) = Verdict(read, Bytes(text));
        Assert.Equal(ReadStatus.Invalid, verdict);
        return (error, at);
    }

    /// <summary>Reads every beginning of any bytes: asks for more until one verdict, which then stays.</summary>
    public static (ReadStatus Status, int Consumed, HttpHeadError Error, int At) Verdict(Reader read, byte[] bytes)
    {
        var verdict = (Status: ReadStatus.NeedMore, Consumed: 0, Error: HttpHeadError.None, At: 0);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var (status, consumed, error, _) = read(bytes.AsSpan(0, length));
            if (verdict.Status == ReadStatus.NeedMore)
                verdict = (status, consumed, error, length);
            else if (verdict != (status, consumed, error, verdict.At)) // The assertion is slow even where it holds.
                Assert.Equal(verdict, (status, consumed, error, verdict.At));

            Assert.True(consumed <= length);
            Assert.True((status == ReadStatus.Done) == (consumed > 0));
            Assert.True((status == ReadStatus.Invalid) == (error != HttpHeadError.None));
        }

        return verdict;
    }

    private static ReadMessage Whole(Reader read, ReadOnlySpan<byte> received, int length)
    {
        var (status, consumed, error, message) = read(received);
        Assert.Equal((ReadStatus.Done, length, HttpHeadError.None), (status, consumed, error));
        return message;
    }
}
