using Connectivity.Shared.Socks5;
using Xunit;

namespace Connectivity.Shared.Tests.Socks5;

/// <summary>Reads SOCKS messages as a state machine would get them, and checks what holds for any bytes at all.</summary>
internal static class Socks5Reading
{
    public delegate (ReadStatus Status, int Consumed, Socks5Error Error, string? Message) Reader(ReadOnlySpan<byte> received);

    public static (ReadStatus Status, int Consumed, Socks5Error Error, string? Message) Greeting(ReadOnlySpan<byte> received)
    {
        var status = Socks5GreetingReader.Read(received, out var consumed, out var error);
        return (status, consumed, error, null);
    }

    public static (ReadStatus Status, int Consumed, Socks5Error Error, string? Message) Request(ReadOnlySpan<byte> received)
    {
        var status = Socks5RequestReader.Read(received, out var request, out var consumed, out var error);
        return (status, consumed, error, status == ReadStatus.Done ? $"{request.AddressType} {request.Host()} {request.Port}" : null);
    }

    /// <summary>Reads every beginning of any bytes: asks for more until one verdict, which then stays.</summary>
    public static (ReadStatus Status, int Consumed, Socks5Error Error, string? Message) Verdict(Reader read, byte[] bytes)
    {
        var verdict = (Status: ReadStatus.NeedMore, Consumed: 0, Error: Socks5Error.None, Message: (string?)null);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var now = read(bytes.AsSpan(0, length));
            if (verdict.Status == ReadStatus.NeedMore)
                verdict = now;
            Assert.Equal(verdict, now);
            Assert.True(now.Consumed <= length);
            Assert.Equal(now.Status == ReadStatus.Done, now.Consumed > 0);
            Assert.Equal(now.Status == ReadStatus.Invalid, now.Error != Socks5Error.None);
        }

        return verdict;
    }
}
