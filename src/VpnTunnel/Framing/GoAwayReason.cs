namespace Connectivity.VpnTunnel.Framing;

/// <summary>Why a side wants no more of a carrier or session: the code of GOAWAY (protocol, section 7).</summary>
internal enum GoAwayReason : byte
{
    /// <summary>No GOAWAY.</summary>
    None = 0,

    /// <summary>The process is about to end: no new streams, the open ones have the named time.</summary>
    Draining = 1,

    /// <summary>The other side broke the protocol; the message says how.</summary>
    ProtocolError = 2,

    /// <summary>There is no version that both speak.</summary>
    VersionUnsupported = 3,

    /// <summary>Secret or certificate are not those of the session.</summary>
    SessionRefused = 4,

    /// <summary>The server has as many sessions as it may.</summary>
    TooManySessions = 5,

    /// <summary>A later carrier has taken this one's slot.</summary>
    SlotReplaced = 6,

    /// <summary>No sign of life for too long.</summary>
    NotAlive = 7,

    /// <summary>A fault of the sender; its log says which.</summary>
    Internal = 8,
}
