namespace Connectivity.Shared.TlsEndpoints;

/// <summary>Why a TLS connection failed; the first cause stays.</summary>
public enum TlsFailure
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The client presented no certificate.</summary>
    PeerCertificateMissing,

    /// <summary>No chain from the peer's certificate to an anchor, or a signature or constraint in it does not hold.</summary>
    PeerCertificateUntrusted,

    /// <summary>The peer's certificate, or one of its chain, is past its end.</summary>
    PeerCertificateExpired,

    /// <summary>The peer's certificate, or one of its chain, is not valid yet.</summary>
    PeerCertificateNotYetValid,

    /// <summary>The server's certificate is for other names or addresses.</summary>
    PeerNameMismatch,

    /// <summary>The extended key usage does not allow the peer's role.</summary>
    WrongPurpose,

    /// <summary>No version, cipher suite, group, signature algorithm or application protocol (ALPN) in common.</summary>
    NoCommonProtocol,

    /// <summary>The peer ended it with an alert; the detail names it. A refused certificate of ours comes as one.</summary>
    PeerAlert,

    /// <summary>What came is not TLS, or breaks its rules: a record that was changed on the way is one.</summary>
    ProtocolError,

    /// <summary>The transport ended without close_notify, or failed. Bytes may be missing, so it is never a clean end.</summary>
    ConnectionLost,
}
