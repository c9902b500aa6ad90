namespace Connectivity.Shared.HttpConnect;

/// <summary>
/// The head of the response to a CONNECT request (RFC 9112, section 4). Its spans are parts of the received bytes and live as long as
/// they do.
/// </summary>
public readonly ref struct ConnectResponse
{
    /// <summary>The status code, 100 to 599.</summary>
    public int Status { get; internal init; }

    /// <summary>The reason in the status line; may be empty. Without control characters but tabs, but not for showing unescaped.</summary>
    public ReadOnlySpan<byte> Reason { get; internal init; }

    /// <summary>The header fields.</summary>
    public HttpFields Headers { get; internal init; }

    /// <summary>Whether the tunnel stands: 2xx. What follows the head is the tunnel's, whatever the header says of a body.</summary>
    public bool IsEstablished => Status is >= 200 and < 300;

    /// <summary>Whether this response is only a preliminary one (1xx), and the one that counts follows its head.</summary>
    public bool IsInterim => Status < 200;
}
