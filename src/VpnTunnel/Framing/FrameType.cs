namespace Connectivity.VpnTunnel.Framing;

/// <summary>The type byte of a frame (protocol, section 2).</summary>
internal enum FrameType : byte
{
    /// <summary>Who is there, and which session the carrier belongs to.</summary>
    Hello = 0x01,

    /// <summary>All streams with their offsets, after the loss of a carrier.</summary>
    Resume = 0x02,

    /// <summary>The server wants a stream.</summary>
    Open = 0x03,

    /// <summary>The agent has connected it.</summary>
    OpenOk = 0x04,

    /// <summary>The agent could not.</summary>
    OpenFail = 0x05,

    /// <summary>Bytes of a stream.</summary>
    Data = 0x06,

    /// <summary>What was received, and what may be sent.</summary>
    Window = 0x07,

    /// <summary>The proper end of a direction.</summary>
    Fin = 0x08,

    /// <summary>The abnormal end of a direction (in order) or of a stream (at once).</summary>
    Reset = 0x09,

    /// <summary>Is anybody there?</summary>
    Ping = 0x0A,

    /// <summary>Yes.</summary>
    Pong = 0x0B,

    /// <summary>The sender wants no more.</summary>
    GoAway = 0x0C,

    /// <summary>Which addresses the agent is near to.</summary>
    Advert = 0x0D,

    /// <summary>All servers of the control plane.</summary>
    Members = 0x0E,
}

/// <summary>The flags byte of a frame.</summary>
[Flags]
internal enum FrameFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>RESUME: the last part. RST: in order, behind the bytes that were sent.</summary>
    Last = 0x01,

    /// <summary>Who does not know the type must not go on.</summary>
    Critical = 0x80,
}
