namespace Connectivity.VpnTunnel.Framing;

/// <summary>What is wrong with the bytes of a carrier. Each ends the carrier, and its name is in the GOAWAY that says so.</summary>
internal enum FrameError : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The first bytes are not those of this protocol.</summary>
    NotTunnel,

    /// <summary>There is no version that both speak.</summary>
    VersionUnsupported,

    /// <summary>A payload is longer than any may be.</summary>
    TooLong,

    /// <summary>An unknown frame that must not be skipped.</summary>
    CriticalUnknown,

    /// <summary>A payload does not have the form of its type.</summary>
    PayloadMalformed,

    /// <summary>A frame that the sender's role may not send.</summary>
    WrongDirection,

    /// <summary>A frame before HELLO, a second HELLO, or another order that may not be.</summary>
    OutOfOrder,

    /// <summary>A frame of the session with a stream number, or of a stream without one.</summary>
    WrongStream,

    /// <summary>A byte beyond the next expected one.</summary>
    Gap,

    /// <summary>A byte beyond the credit.</summary>
    CreditExceeded,

    /// <summary>Bytes or a second marker behind a direction's end.</summary>
    BeyondEnd,

    /// <summary>An acknowledgement of what was never sent, or credit beyond all bounds.</summary>
    AckInvalid,

    /// <summary>More streams than the receiver said it takes.</summary>
    TooManyStreams,
}
