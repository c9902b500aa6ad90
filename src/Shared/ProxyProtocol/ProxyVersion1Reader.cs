using System.Buffers;
using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>
/// Reads a version 1 header (section 2.1) from left to right: the first byte that is wrong decides, however many follow it.
/// Each step returns false when it cannot go on; the status then says whether for lack of bytes or for a wrong one.
/// </summary>
internal ref struct ProxyVersion1Reader
{
    private const int MaxPortLength = 5;

    private static readonly SearchValues<byte> IPv4Characters = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:."u8);
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private readonly ReadOnlySpan<byte> _line;
    private int _at;
    private ReadStatus _status = ReadStatus.NeedMore;
    private ProxyHeaderError _error = ProxyHeaderError.None;

    private ProxyVersion1Reader(ReadOnlySpan<byte> line)
    {
        _line = line;
        _at = ProxySignature.V1.Length;
    }

    private readonly ReadOnlySpan<byte> Rest => _line[_at..];

    /// <summary>Reads a header whose signature is known to be there.</summary>
    public static ReadStatus Read(ReadOnlySpan<byte> received, out ProxyHeader header, out int consumed, out ProxyHeaderError error)
    {
        var reader = new ProxyVersion1Reader(received[..Math.Min(received.Length, ProxyHeaderLimits.MaxVersion1Length)]);
        var done = reader.TryReadLine(out header);
        if (!done && reader._status == ReadStatus.NeedMore && received.Length >= ProxyHeaderLimits.MaxVersion1Length)
            reader.Refuse(ProxyHeaderError.LineTooLong);

        consumed = done ? reader._at : 0;
        error = reader._error;
        return done ? ReadStatus.Done : reader._status;
    }

    private bool TryReadLine(out ProxyHeader header)
    {
        header = default;
        if (Rest.StartsWith("TCP4 "u8))
            return TryReadAddresses(ProxyFamily.Tcp4, out header);
        if (Rest.StartsWith("TCP6 "u8))
            return TryReadAddresses(ProxyFamily.Tcp6, out header);
        if (Rest.StartsWith("UNKNOWN "u8) || Rest.StartsWith("UNKNOWN\r"u8))
            return TryReadUnknown(out header);
        return "TCP4 "u8.StartsWith(Rest) || "TCP6 "u8.StartsWith(Rest) || "UNKNOWN"u8.StartsWith(Rest)
            ? false
            : Refuse(ProxyHeaderError.ProtocolUnknown);
    }

    private bool TryReadUnknown(out ProxyHeader header)
    {
        // Whatever stands before the line end is to be ignored; a control character there is an attempt to be read in two ways.
        header = new ProxyHeader { Version = ProxyProtocolVersion.V1, Command = ProxyCommand.Proxy };
        _at += "UNKNOWN".Length;
        var end = Rest.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        if (end < 0)
            return false;
        _at += end;
        return TryReadLineEnd();
    }

    private bool TryReadAddresses(ProxyFamily family, out ProxyHeader header)
    {
        header = default;
        _at += "TCP4 ".Length;
        if (!TryReadAddress(family, out var source) || !TryReadAddress(family, out var destination)
            || !TryReadPort(out var sourcePort) || !TryReadSpace(ProxyHeaderError.PortMalformed)
            || !TryReadPort(out var destinationPort) || !TryReadLineEnd())
            return false;

        header = new ProxyHeader
        {
            Version = ProxyProtocolVersion.V1,
            Command = ProxyCommand.Proxy,
            Family = family,
            Source = source.WithPort(sourcePort),
            Destination = destination.WithPort(destinationPort),
        };
        return true;
    }

    private bool TryReadAddress(ProxyFamily family, out SocketEndpoint address)
    {
        address = default;
        bool valid;
        if (family == ProxyFamily.Tcp4)
        {
            if (!TryReadToken(IPv4Characters, AddressText.MaxIPv4Length, ProxyHeaderError.AddressMalformed, out var token))
                return false;
            valid = AddressText.TryParseIPv4(token, out var v4);
            address = SocketEndpoint.FromIPv4(v4, 0);
        }
        else
        {
            if (!TryReadToken(IPv6Characters, AddressText.MaxIPv6Length, ProxyHeaderError.AddressMalformed, out var token))
                return false;
            valid = AddressText.TryParseIPv6(token, out var v6);
            address = SocketEndpoint.FromIPv6(v6, 0);
        }

        return valid ? TryReadSpace(ProxyHeaderError.AddressMalformed) : Refuse(ProxyHeaderError.AddressMalformed);
    }

    private bool TryReadPort(out ushort port)
    {
        port = 0;
        if (!TryReadToken(Digits, MaxPortLength, ProxyHeaderError.PortMalformed, out var token))
            return false;
        if (!AddressText.TryParseNumber(token, ushort.MaxValue, out var number))
            return Refuse(ProxyHeaderError.PortMalformed);
        port = (ushort)number;
        return true;
    }

    /// <summary>Reads one or more characters of an alphabet, up to one that is not of it.</summary>
    private bool TryReadToken(SearchValues<byte> alphabet, int longest, ProxyHeaderError error, out ReadOnlySpan<byte> token)
    {
        token = default;
        var end = Rest.IndexOfAnyExcept(alphabet);
        var length = end < 0 ? Rest.Length : end;
        if (end == 0 || length > longest)
            return Refuse(error);
        if (end < 0)
            return false;
        token = Rest[..end];
        _at += end;
        return true;
    }

    private bool TryReadSpace(ProxyHeaderError error)
    {
        // Only ever called where a token has ended, so there is a byte.
        if (Rest[0] != (byte)' ')
            return Refuse(error);
        _at++;
        return true;
    }

    private bool TryReadLineEnd()
    {
        if (!Rest.StartsWith("\r\n"u8))
            return "\r\n"u8.StartsWith(Rest) ? false : Refuse(ProxyHeaderError.LineEndMalformed);
        _at += 2;
        return true;
    }

    private bool Refuse(ProxyHeaderError error)
    {
        _status = ReadStatus.Invalid;
        _error = error;
        return false;
    }
}
