namespace Connectivity.Shared.Outcomes;

/// <summary>
/// How a connection ended. The set is closed and the first cause wins: one value is in the access log, in the metrics' label,
/// in what the peer is told and in the tests. The side it belongs to is <see cref="ConnectionOutcomes.Side"/>.
/// </summary>
public enum ConnectionOutcome : byte
{
    /// <summary>Not ended yet.</summary>
    None = 0,

    // 10-19: proper ends.

    /// <summary>Both directions ended with a FIN after all their bytes were passed on.</summary>
    Completed = 10,

    // 20-39: the client, before a route was known.

    /// <summary>The client went away before it had said enough to be routed.</summary>
    ClientClosedEarly = 20,

    /// <summary>The client did not finish its first message in time.</summary>
    HelloTimeout = 21,

    /// <summary>The ClientHello is over the configured size or number of records.</summary>
    HelloTooLarge = 22,

    /// <summary>The bytes are TLS, but no valid ClientHello.</summary>
    HelloMalformed = 23,

    /// <summary>The bytes are not TLS at all.</summary>
    NotTls = 24,

    /// <summary>A valid ClientHello without a server name.</summary>
    NoServerName = 25,

    /// <summary>A required PROXY header is missing.</summary>
    ProxyHeaderMissing = 26,

    /// <summary>The PROXY header is malformed or over its bounds.</summary>
    ProxyHeaderMalformed = 27,

    /// <summary>A peer that is not trusted with a PROXY header sent one, or connected where one is required.</summary>
    ProxyHeaderUntrusted = 28,

    /// <summary>The HTTP CONNECT request is malformed, or no CONNECT request.</summary>
    ConnectMalformed = 29,

    // 40-59: refused by us.

    /// <summary>No route matches what the client asked for.</summary>
    NoRoute = 40,

    /// <summary>The client's address is not in the route's allowed sources.</summary>
    SourceDenied = 41,

    /// <summary>The route has as many connections as it may.</summary>
    RouteConnectionLimit = 42,

    /// <summary>The route gets new connections faster than it may.</summary>
    RouteRateLimit = 43,

    /// <summary>The source opens new connections faster than it may.</summary>
    SourceRateLimit = 44,

    /// <summary>The source has too many connections that have not said where to.</summary>
    SourceUnroutedLimit = 45,

    /// <summary>There are too many connections that have not said where to.</summary>
    UnroutedLimit = 46,

    /// <summary>No file descriptors (or no room under the connection cap) for another connection.</summary>
    OutOfDescriptors = 47,

    // 60-79: the upstream.

    /// <summary>The route has no backend that could be tried.</summary>
    NoBackend = 60,

    /// <summary>The last backend tried refused the connection.</summary>
    ConnectRefused = 61,

    /// <summary>The last backend tried did not answer in time.</summary>
    ConnectTimeout = 62,

    /// <summary>The last backend tried could not be reached.</summary>
    ConnectUnreachable = 63,

    // 80-99: an established connection.

    /// <summary>The client reset the connection.</summary>
    ClientReset = 80,

    /// <summary>The client stopped answering (keepalive or retransmission gave up).</summary>
    ClientTimedOut = 81,

    /// <summary>The upstream reset the connection.</summary>
    UpstreamReset = 82,

    /// <summary>The upstream stopped answering (keepalive, user timeout or retransmission gave up).</summary>
    UpstreamTimedOut = 83,

    /// <summary>One direction had ended and the other moved nothing for too long.</summary>
    HalfCloseTimeout = 84,

    /// <summary>Nothing moved for the configured idle time.</summary>
    IdleTimeout = 85,

    /// <summary>The connection reached its configured greatest age.</summary>
    MaxAge = 86,

    /// <summary>Its route was removed, and the route's connections were to end with it.</summary>
    RouteRemoved = 87,

    /// <summary>This program is ending and the drain window is over.</summary>
    Drained = 88,

    /// <summary>An error of this program; the log says which.</summary>
    InternalError = 99,
}
