using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Microsoft.Extensions.Logging;

namespace Connectivity.SniGateway;

/// <summary>Event ids 3000-3099.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(3000, LogLevel.Information, "Listener {Listener} of kind {Kind} accepts on {Address}")]
    public static partial void Listening(ILogger log, string listener, ListenerKind kind, SocketEndpoint address);

    [LoggerMessage(3001, LogLevel.Error, "Access log lines are lost: {Problem}")]
    public static partial void AccessLogFailed(ILogger log, string problem);
}
