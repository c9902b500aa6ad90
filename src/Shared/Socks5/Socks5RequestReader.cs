using System.Buffers.Binary;
using Connectivity.Shared.HttpConnect;

namespace Connectivity.Shared.Socks5;

/// <summary>
/// Reads a client's request (RFC 1928, sections 4 and 5); only CONNECT is known. Pure, like <see cref="Socks5GreetingReader"/>. Refuses bytes as soon
/// as nothing that may follow can make them valid.
/// </summary>
public static class Socks5RequestReader
{
    /// <summary>Longest request, in bytes.</summary>
    public const int MaxLength = HeadLength + 1 + byte.MaxValue + PortLength;

    private const int HeadLength = 4;
    private const int PortLength = 2;
    private const byte Connect = 1;

    /// <summary>Reads one request.</summary>
    /// <param name="received">Everything received behind the greeting.</param>
    /// <param name="request">The request, when done.</param>
    /// <param name="consumed">The request's length when done, else 0. What follows is for the target.</param>
    /// <param name="error">Why the bytes are invalid.</param>
    public static ReadStatus Read(ReadOnlySpan<byte> received, out Socks5Request request, out int consumed, out Socks5Error error)
    {
        request = default;
        consumed = 0;
        error = HeadError(received);
        if (error != Socks5Error.None)
            return ReadStatus.Invalid;
        if (received.Length <= HeadLength)
            return ReadStatus.NeedMore;

        var type = (Socks5AddressType)received[3];
        var start = type == Socks5AddressType.Name ? HeadLength + 1 : HeadLength;
        var length = AddressLength(type, received[HeadLength]);
        var address = received[start..Math.Min(start + length, received.Length)];
        if (type == Socks5AddressType.Name && (length == 0 || address.ContainsAnyExcept(HttpCharacters.HostName)))
            error = Socks5Error.NameMalformed;
        else if (received.Length < start + length + PortLength)
            return ReadStatus.NeedMore;
        else if (BinaryPrimitives.ReadUInt16BigEndian(received[(start + length)..]) is var port and not 0)
            request = new Socks5Request { AddressType = type, Address = address, Port = port };
        else
            error = Socks5Error.PortZero;
        if (error != Socks5Error.None)
            return ReadStatus.Invalid;
        consumed = start + length + PortLength;
        return ReadStatus.Done;
    }

    private static Socks5Error HeadError(ReadOnlySpan<byte> received)
    {
        if (received.Length > 0 && received[0] != Socks5GreetingReader.Version)
            return Socks5Error.VersionUnsupported;
        if (received.Length > 1 && received[1] != Connect)
            return Socks5Error.CommandUnsupported;
        if (received.Length > 2 && received[2] != 0)
            return Socks5Error.ReservedNotZero;
        var isKnown = received.Length <= 3
            || (Socks5AddressType)received[3] is Socks5AddressType.IPv4 or Socks5AddressType.Name or Socks5AddressType.IPv6;
        return isKnown ? Socks5Error.None : Socks5Error.AddressTypeUnsupported;
    }

    private static int AddressLength(Socks5AddressType type, byte lengthOfName) => type switch
    {
        Socks5AddressType.IPv4 => 4,
        Socks5AddressType.IPv6 => 16,
        _ => lengthOfName,
    };
}
