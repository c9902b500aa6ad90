namespace Connectivity.Shared.HttpConnect;

/// <summary>
/// The head of a CONNECT request (RFC 9110, section 9.3.6). Its spans are parts of the received bytes and live as long as they do.
/// </summary>
public readonly ref struct ConnectRequest
{
    /// <summary>
    /// What the client wants to be connected to, as it was sent: visible ASCII, at least one character. Some clients put anything here and
    /// name the destination in a header; who needs host and port reads it with <see cref="ConnectAuthority"/>.
    /// </summary>
    public ReadOnlySpan<byte> Authority { get; internal init; }

    /// <summary>0 for HTTP/1.0, 1 for HTTP/1.1.</summary>
    public int MinorVersion { get; internal init; }

    /// <summary>The header fields.</summary>
    public HttpFields Headers { get; internal init; }

    /// <summary>
    /// Finds a header that must be there once, without regard to case. A repeated one is as good as none: two readers could disagree
    /// which of them counts. <see cref="HttpFields.Find"/> tells the two apart.
    /// </summary>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (Headers.Find(name, out value) == 1)
            return true;
        value = default;
        return false;
    }
}
