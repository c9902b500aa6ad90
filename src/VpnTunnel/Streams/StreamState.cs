namespace Connectivity.VpnTunnel.Streams;

/// <summary>Where a stream is in its life.</summary>
internal enum StreamState : byte
{
    /// <summary>The agent has not connected yet.</summary>
    Opening,

    /// <summary>Bytes may flow; one direction or both may have ended.</summary>
    Open,

    /// <summary>Over. Nothing may be called any more, and nothing happens.</summary>
    Ended,
}

/// <summary>What is at the end of a direction (protocol, section 4).</summary>
internal enum EndMarker : byte
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>A proper end.</summary>
    Fin,

    /// <summary>The source failed.</summary>
    Reset,
}
