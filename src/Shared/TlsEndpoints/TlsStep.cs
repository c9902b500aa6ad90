namespace Connectivity.Shared.TlsEndpoints;

/// <summary>How far a handshake came.</summary>
public enum TlsStep
{
    /// <summary>It is done: the connection carries data. A client learns only from its first receive whether a TLS 1.3 server took its certificate.</summary>
    Done,

    /// <summary>It waits for bytes of the peer.</summary>
    WantRead,

    /// <summary>It waits for room to send.</summary>
    WantWrite,

    /// <summary>It failed: see <see cref="TlsConnection.Failure"/>.</summary>
    Failed,
}
