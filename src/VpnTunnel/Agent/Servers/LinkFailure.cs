namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>Why there is no carrier, or no longer one. The leg is in <see cref="LinkFailures.Leg"/>.</summary>
internal enum LinkFailureKind : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>There is no such name.</summary>
    NameNotFound,

    /// <summary>The name could not be looked up, and was never before.</summary>
    NameLookupFailed,

    /// <summary>No address could be connected to.</summary>
    ConnectFailed,

    /// <summary>No address answered in time.</summary>
    ConnectTimedOut,

    /// <summary>The gateway answered with a status that is not 2xx.</summary>
    GatewayRefused,

    /// <summary>What the gateway answered is no response, or too long.</summary>
    GatewayMalformed,

    /// <summary>The gateway did not answer in time.</summary>
    GatewayTimedOut,

    /// <summary>The gateway ended the connection without an answer.</summary>
    GatewayClosed,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The TLS handshake was not done in time.</summary>
    TlsTimedOut,

    /// <summary>The server refused the carrier, or what it said is not the protocol.</summary>
    ServerRefused,

    /// <summary>The server did not answer the HELLO in time.</summary>
    ServerTimedOut,

    /// <summary>The carrier stood, and was lost.</summary>
    Lost,
}

/// <summary>One failure.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Problem">In words; may hold what a gateway said, cut and without control characters.</param>
internal sealed record LinkFailure(LinkFailureKind Kind, string Problem)
{
    /// <summary>The failure as the log and /carriers show it.</summary>
    public override string ToString() => $"{Kind.Leg()}: {Problem}";
}

/// <summary>Facts about each <see cref="LinkFailureKind"/>.</summary>
internal static class LinkFailures
{
    /// <summary>The leg that failed: resolve, connect, gateway, tls, server or carrier.</summary>
    public static string Leg(this LinkFailureKind kind) => kind switch
    {
        LinkFailureKind.None => "none",
        LinkFailureKind.NameNotFound or LinkFailureKind.NameLookupFailed => "resolve",
        LinkFailureKind.ConnectFailed or LinkFailureKind.ConnectTimedOut => "connect",
        LinkFailureKind.GatewayRefused or LinkFailureKind.GatewayMalformed or LinkFailureKind.GatewayTimedOut
            or LinkFailureKind.GatewayClosed => "gateway",
        LinkFailureKind.TlsFailed or LinkFailureKind.TlsTimedOut => "tls",
        LinkFailureKind.ServerRefused or LinkFailureKind.ServerTimedOut => "server",
        LinkFailureKind.Lost => "carrier",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
