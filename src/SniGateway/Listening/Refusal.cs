using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Tls;
using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Listening;

/// <summary>How a client is told that it is refused.</summary>
internal enum RefusalManner : byte
{
    /// <summary>The bytes to say, then FIN.</summary>
    Say,

    /// <summary>FIN alone.</summary>
    Fin,

    /// <summary>RST.</summary>
    Reset,
}

/// <summary>What a refused client is given, by the outcome and the listener's setting.</summary>
internal static class Refusal
{
    /// <summary>The manner for a client of this listener.</summary>
    public static RefusalManner MannerOf(ConnectionOutcome outcome, ListenerOptions listener)
    {
        if (!IsAnswered(outcome))
            return RefusalManner.Reset;
        if (listener.Kind == ListenerKind.Connect)
            return RefusalManner.Say;
        return listener.OnNoRoute switch
        {
            NoRouteAction.Fin => RefusalManner.Fin,
            NoRouteAction.Alert when listener.Kind == ListenerKind.Sni => RefusalManner.Say,
            _ => RefusalManner.Reset,
        };
    }

    /// <summary>What to say before the FIN.</summary>
    public static ReadOnlySpan<byte> LastWord(ConnectionOutcome outcome, ListenerKind kind) =>
        kind == ListenerKind.Connect ? Response(outcome) : Alert(outcome);

    /// <summary>
    /// The HTTP response for the outcome. An unknown destination and one that this client may not have are answered alike: the answer
    /// tells nothing about which tenants exist.
    /// </summary>
    private static ReadOnlySpan<byte> Response(ConnectionOutcome outcome) => outcome switch
    {
        ConnectionOutcome.NoRoute or ConnectionOutcome.SourceDenied => ConnectResponses.Refused,
        ConnectionOutcome.ConnectMalformed => ConnectResponses.BadRequest,
        ConnectionOutcome.RouteConnectionLimit or ConnectionOutcome.RouteRateLimit => ConnectResponses.TooManyRequests,
        ConnectionOutcome.ConnectTimeout => ConnectResponses.GatewayTimeout,
        ConnectionOutcome.NoBackend => ConnectResponses.ServiceUnavailable,
        _ => ConnectResponses.BadGateway,
    };

    /// <summary>The TLS alert for the outcome. Limits and upstream troubles look alike: which one it was is not the client's business.</summary>
    private static ReadOnlySpan<byte> Alert(ConnectionOutcome outcome) => outcome switch
    {
        ConnectionOutcome.NoRoute or ConnectionOutcome.NoServerName => TlsAlerts.UnrecognizedName,
        ConnectionOutcome.SourceDenied => TlsAlerts.AccessDenied,
        ConnectionOutcome.HelloMalformed or ConnectionOutcome.HelloTooLarge => TlsAlerts.DecodeError,
        _ => TlsAlerts.InternalError,
    };

    /// <summary>
    /// Whether the client has spoken TLS and waits for an answer. Those who never got that far, or are part of a flood, are not worth
    /// a socket that lingers.
    /// </summary>
    private static bool IsAnswered(ConnectionOutcome outcome) => outcome switch
    {
        ConnectionOutcome.HelloMalformed or ConnectionOutcome.HelloTooLarge or ConnectionOutcome.NoServerName => true,
        ConnectionOutcome.ConnectMalformed => true,
        ConnectionOutcome.NoRoute or ConnectionOutcome.SourceDenied => true,
        ConnectionOutcome.RouteConnectionLimit or ConnectionOutcome.RouteRateLimit => true,
        ConnectionOutcome.NoBackend or ConnectionOutcome.ConnectRefused => true,
        ConnectionOutcome.ConnectTimeout or ConnectionOutcome.ConnectUnreachable => true,
        _ => false,
    };
}
