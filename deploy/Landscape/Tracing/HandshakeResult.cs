namespace Connectivity.Landscape.Tracing;

/// <summary>How far a TLS handshake came.</summary>
internal enum HandshakeEnd
{
    /// <summary>To its end, and the certificate is right.</summary>
    Ok,

    /// <summary>There was no connection.</summary>
    NotConnected,

    /// <summary>The hello was answered with an alert.</summary>
    Alert,

    /// <summary>A certificate came and is wrong.</summary>
    CertificateWrong,

    /// <summary>The connection ended, or what came is no TLS.</summary>
    Ended,

    /// <summary>Nothing came in time.</summary>
    TimedOut,
}

/// <summary>What a TLS handshake came to.</summary>
/// <param name="End">How far it came.</param>
/// <param name="Took">How long it took, from the connect on.</param>
/// <param name="Detail">The cause in words; empty when it came to its end.</param>
/// <param name="Alert">The alert (RFC 8446, section 6).</param>
/// <param name="LocalPort">The port it came from: by that the gateway's access log knows it.</param>
internal sealed record HandshakeResult(HandshakeEnd End, TimeSpan Took, string Detail, byte? Alert = null, int LocalPort = 0)
{
    /// <summary>Whether it came to its end.</summary>
    public bool IsOk => End == HandshakeEnd.Ok;
}
