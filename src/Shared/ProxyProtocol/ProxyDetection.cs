namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Whether bytes begin with a PROXY header.</summary>
public enum ProxyDetection : byte
{
    /// <summary>They are the beginning of a signature; more bytes are needed.</summary>
    NeedMore,

    /// <summary>They begin with a signature.</summary>
    Present,

    /// <summary>They begin with no signature, and never will.</summary>
    Absent,
}
