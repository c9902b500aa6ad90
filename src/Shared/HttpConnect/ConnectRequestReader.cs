using System.Text;

namespace Connectivity.Shared.HttpConnect;

/// <summary>
/// Reads the head of a CONNECT request (RFC 9112, strictly: no bare CR or LF, no folded lines, no white space before a colon, no body)
/// from the first bytes of a connection. Called with everything received so far, again and again; keeps no state and allocates
/// nothing. The Host header is not looked at: HTTP/1.0 clients send none, and nothing is decided by it.
/// </summary>
public static class ConnectRequestReader
{
    private const byte TlsHandshake = 0x16;

    /// <summary>
    /// Reads one head. Refuses bytes as soon as nothing that may follow can make them valid: another method with its first wrong letter.
    /// The error does not depend on how many more have arrived.
    /// </summary>
    /// <param name="received">Everything received on the connection.</param>
    /// <param name="limits">Bounds of the head.</param>
    /// <param name="request">The request, when done.</param>
    /// <param name="consumed">The head's length when done, else 0. What follows belongs to the tunnel.</param>
    /// <param name="error">Why the bytes are invalid.</param>
    public static ReadStatus Read(
        ReadOnlySpan<byte> received, in ConnectLimits limits, out ConnectRequest request, out int consumed, out HttpHeadError error)
    {
        var reader = new HttpHeadReader(received, limits.MaxBytes);
        var done = TryRead(ref reader, limits.MaxHeaders, out request);
        var status = done ? ReadStatus.Done : reader.Stopped();
        consumed = done ? reader.At : 0;
        error = reader.Error;
        return status;
    }

    private static bool TryRead(scoped ref HttpHeadReader reader, int maxHeaders, out ConnectRequest request)
    {
        request = default;
        if (!TryReadRequestLine(ref reader, out var authority, out var minorVersion)
            || !reader.TryTakeFields(maxHeaders, out var headers))
            return false;
        if (AnnouncesBody(headers))
            return reader.Refuse(HttpHeadError.BodyNotAllowed);
        request = new ConnectRequest { Authority = authority, MinorVersion = minorVersion, Headers = headers };
        return true;
    }

    private static bool TryReadRequestLine(scoped ref HttpHeadReader reader, out ReadOnlySpan<byte> authority, out int minorVersion)
    {
        authority = default;
        minorVersion = 0;
        if (reader.TryPeek(out var first) && first == TlsHandshake)
            return reader.Refuse(HttpHeadError.Tls);
        if (!reader.TryTake("CONNECT "u8, HttpHeadError.NotConnect) || !reader.TryTakeWhile(HttpCharacters.Visible, out authority))
            return false;
        if (authority.IsEmpty)
            return reader.Refuse(HttpHeadError.TargetMalformed);
        return reader.TryTake(" "u8, HttpHeadError.TargetMalformed)
            && reader.TryTakeVersion(out minorVersion)
            && reader.TryTakeLineEnd(HttpHeadError.LineEndMalformed);
    }

    private static bool AnnouncesBody(HttpFields headers)
    {
        foreach (var field in headers)
        {
            if (Ascii.EqualsIgnoreCase(field.Name, "Transfer-Encoding"u8))
                return true;
            if (Ascii.EqualsIgnoreCase(field.Name, "Content-Length"u8) && !field.Value.SequenceEqual("0"u8))
                return true;
        }

        return false;
    }
}
