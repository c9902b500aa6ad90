namespace Connectivity.Shared.HttpConnect;

/// <summary>
/// Reads the head of the response to a CONNECT request, as strictly as <see cref="ConnectRequestReader"/> reads the request. The space
/// behind the status code may be missing if there is no reason, as many servers have it.
/// </summary>
public static class ConnectResponseReader
{
    private const int StatusDigits = 3;

    /// <summary>Reads one head.</summary>
    /// <param name="received">Everything received since the request was sent.</param>
    /// <param name="limits">Bounds of the head.</param>
    /// <param name="response">The response, when done. An interim one is returned like any other.</param>
    /// <param name="consumed">The head's length when done, else 0.</param>
    /// <param name="error">Why the bytes are invalid.</param>
    public static ReadStatus Read(
        ReadOnlySpan<byte> received, in ConnectLimits limits, out ConnectResponse response, out int consumed, out HttpHeadError error)
    {
        var reader = new HttpHeadReader(received, limits.MaxBytes);
        var done = TryRead(ref reader, limits.MaxHeaders, out response);
        var status = done ? ReadStatus.Done : reader.Stopped();
        consumed = done ? reader.At : 0;
        error = reader.Error;
        return status;
    }

    private static bool TryRead(scoped ref HttpHeadReader reader, int maxHeaders, out ConnectResponse response)
    {
        response = default;
        if (!reader.TryTakeVersion(out _)
            || !reader.TryTake(" "u8, HttpHeadError.VersionUnsupported)
            || !TryReadStatus(ref reader, out var status)
            || !TryReadReason(ref reader, out var reason)
            || !reader.TryTakeFields(maxHeaders, out var headers))
            return false;
        response = new ConnectResponse { Status = status, Reason = reason, Headers = headers };
        return true;
    }

    private static bool TryReadStatus(scoped ref HttpHeadReader reader, out int status)
    {
        status = 0;
        for (var digit = 0; digit < StatusDigits; digit++)
        {
            if (!reader.TryPeek(out var next))
                return false;
            if (!char.IsAsciiDigit((char)next) || (digit == 0 && next is not (>= (byte)'1' and <= (byte)'5')))
                return reader.Refuse(HttpHeadError.StatusMalformed);
            status = (status * 10) + (next - '0');
            reader.Skip();
        }

        return true;
    }

    private static bool TryReadReason(scoped ref HttpHeadReader reader, out ReadOnlySpan<byte> reason)
    {
        reason = default;
        if (!reader.TryPeek(out var next))
            return false;
        if (next != (byte)' ')
            return reader.TryTakeLineEnd(HttpHeadError.StatusMalformed);
        reader.Skip();
        return reader.TryTakeWhile(HttpCharacters.Text, out reason) && reader.TryTakeLineEnd(HttpHeadError.FieldValueMalformed);
    }
}
