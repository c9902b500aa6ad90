namespace Connectivity.Shared.ProxyProtocol;

/// <summary>What the two versions begin with. Neither is the beginning of a TLS record or of an HTTP request.</summary>
internal static class ProxySignature
{
    /// <summary>Version 1, with the space that has to follow.</summary>
    public static ReadOnlySpan<byte> V1 => "PROXY "u8;

    /// <summary>Version 2: made so that HTTP and text protocols give up on it at once.</summary>
    public static ReadOnlySpan<byte> V2 => "\r\n\r\n\0\r\nQUIT\n"u8;

    public static ProxyDetection Detect(ReadOnlySpan<byte> received, ReadOnlySpan<byte> signature)
    {
        if (received.StartsWith(signature))
            return ProxyDetection.Present;
        return signature.StartsWith(received) ? ProxyDetection.NeedMore : ProxyDetection.Absent;
    }
}
