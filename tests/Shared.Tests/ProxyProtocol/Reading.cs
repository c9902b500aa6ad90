using Connectivity.Shared.Addressing;
using Connectivity.Shared.ProxyProtocol;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

/// <summary>A header read and kept beyond its bytes, so that tests can compare it.</summary>
internal sealed record ReadHeader(
    ProxyProtocolVersion Version, ProxyCommand Command, ProxyFamily Family, SocketEndpoint Source, SocketEndpoint Destination, string Tlvs)
{
    public static ReadHeader From(ProxyHeader header)
    {
        var tlvs = new List<string>();
        foreach (var tlv in header.Tlvs)
            tlvs.Add($"{tlv.Type:x2}={Convert.ToHexStringLower(tlv.Value)}");
        return new(header.Version, header.Command, header.Family, header.Source, header.Destination, string.Join(' ', tlvs));
    }
}

/// <summary>Reads bytes as a state machine would get them, and checks what holds for any bytes at all.</summary>
internal static class Reading
{
    public static readonly ProxyHeaderLimits Limits = ProxyHeaderLimits.Default;

    /// <summary>Reads a header that is expected to be complete, followed by other bytes or not.</summary>
    public static ReadHeader Whole(ReadOnlySpan<byte> received, int length)
    {
        Assert.Equal(ReadStatus.Done, ProxyHeaderReader.Read(received, Limits, out var header, out var consumed, out var error));
        Assert.Equal((length, ProxyHeaderError.None), (consumed, error));
        return ReadHeader.From(header);
    }

    /// <summary>Reads a valid header in every way it can arrive: each beginning of it asks for more, whatever follows is left.</summary>
    public static ReadHeader InEveryWay(byte[] bytes)
    {
        for (var length = 0; length < bytes.Length; length++)
        {
            var status = ProxyHeaderReader.Read(bytes.AsSpan(0, length), Limits, out _, out var consumed, out var error);
            Assert.Equal((ReadStatus.NeedMore, 0, ProxyHeaderError.None), (status, consumed, error));
        }

        var header = Whole(bytes, bytes.Length);
        foreach (var next in (byte[])[0x16, 0x00, (byte)'\r', (byte)'P', 0xFF])
            Assert.Equal(header, Whole([.. bytes, next, next], bytes.Length));
        return header;
    }

    /// <summary>
    /// Reads invalid bytes as they arrive and returns the error and the number of bytes at which it was found. From there on it stays
    /// the same, so that the outcome does not depend on how the network cuts the bytes.
    /// </summary>
    public static (ProxyHeaderError Error, int At) Refusal(byte[] bytes)
    {
        var found = (Error: ProxyHeaderError.None, At: 0);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var status = ProxyHeaderReader.Read(bytes.AsSpan(0, length), Limits, out _, out var consumed, out var error);
            Assert.NotEqual(ReadStatus.Done, status);
            Assert.Equal(0, consumed);
            Assert.Equal(status == ReadStatus.Invalid, error != ProxyHeaderError.None);
            if (found.At > 0)
                Assert.Equal(found.Error, error);
            else if (status == ReadStatus.Invalid)
                found = (error, length);
        }

        return found;
    }
}
