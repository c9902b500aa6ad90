namespace Connectivity.Shared.ProxyProtocol;

/// <summary>
/// Reads PROXY headers from the first bytes of a connection, both versions told apart by their signature (HAProxy's
/// "The PROXY protocol", section 2). Called with everything received so far, again and again; keeps no state and allocates nothing.
/// </summary>
public static class ProxyHeaderReader
{
    /// <summary>
    /// Whether the bytes begin with a PROXY header. For ports that take connections with and without one: a TLS record begins with
    /// 0x16 and decides with its first byte.
    /// </summary>
    public static ProxyDetection LooksLikeProxy(ReadOnlySpan<byte> received)
    {
        var v2 = ProxySignature.Detect(received, ProxySignature.V2);
        return v2 == ProxyDetection.Absent ? ProxySignature.Detect(received, ProxySignature.V1) : v2;
    }

    /// <summary>
    /// Reads one header. Refuses bytes as soon as nothing that may follow can make them valid; the error does not depend on
    /// how many more have arrived.
    /// </summary>
    /// <param name="received">Everything received on the connection.</param>
    /// <param name="limits">Bounds of the header.</param>
    /// <param name="header">The header, when done.</param>
    /// <param name="consumed">The header's length when done, else 0. What follows belongs to the next reader.</param>
    /// <param name="error">Why the bytes are invalid.</param>
    public static ReadStatus Read(
        ReadOnlySpan<byte> received, in ProxyHeaderLimits limits, out ProxyHeader header, out int consumed, out ProxyHeaderError error)
    {
        if (ProxySignature.Detect(received, ProxySignature.V2) == ProxyDetection.Present)
            return ProxyVersion2Reader.Read(received, limits.MaxBytes, out header, out consumed, out error);
        if (ProxySignature.Detect(received, ProxySignature.V1) == ProxyDetection.Present)
            return ProxyVersion1Reader.Read(received, out header, out consumed, out error);

        header = default;
        consumed = 0;
        var mayBecome = LooksLikeProxy(received) == ProxyDetection.NeedMore;
        error = mayBecome ? ProxyHeaderError.None : ProxyHeaderError.NotProxy;
        return mayBecome ? ReadStatus.NeedMore : ReadStatus.Invalid;
    }
}
