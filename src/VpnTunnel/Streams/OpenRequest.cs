namespace Connectivity.VpnTunnel.Streams;

/// <summary>What a stream is to lead to (OPEN, protocol section 2).</summary>
/// <param name="Kind">TCP or the agent's echo.</param>
/// <param name="Host">A name or an address without brackets; empty for the echo.</param>
/// <param name="Port">1 to 65535; 0 for the echo.</param>
/// <param name="Class">What it starts as; a stream that moves much becomes bulk by itself.</param>
/// <param name="DialTime">How long the agent may take to connect.</param>
internal sealed record OpenRequest(StreamKind Kind, string Host, int Port, StreamClass Class, TimeSpan DialTime);

/// <summary>What a stream leads to.</summary>
internal enum StreamKind : byte
{
    /// <summary>A TCP connection that the agent makes.</summary>
    Tcp = 1,

    /// <summary>The agent itself, which sends everything back.</summary>
    Echo = 2,
}

/// <summary>Which streams go first.</summary>
internal enum StreamClass : byte
{
    /// <summary>Sent before any bulk.</summary>
    Interactive = 0,

    /// <summary>Sent when no interactive stream has anything to send.</summary>
    Bulk = 1,
}
