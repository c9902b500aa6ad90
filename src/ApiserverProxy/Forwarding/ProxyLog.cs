using Connectivity.ApiserverProxy.Configuration;
using Connectivity.Shared.Addressing;
using Microsoft.Extensions.Logging;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>Event ids 5000-5099.</summary>
internal static partial class ProxyLog
{
    [LoggerMessage(5000, LogLevel.Information, "Listens on {Address}, carries to {Gateway} by {Mode}")]
    public static partial void Listening(ILogger log, SocketEndpoint address, string gateway, GatewayMode mode);

    [LoggerMessage(5001, LogLevel.Warning, "No way to the control plane: {Leg}: {Outcome}: {Problem}; {Connections} connections since this was last told")]
    public static partial void NoWay(ILogger log, string leg, string outcome, string problem, long connections);

    [LoggerMessage(5002, LogLevel.Information, "The gateway is reached again")]
    public static partial void WayAgain(ILogger log);

    [LoggerMessage(5003, LogLevel.Warning, "Not ready: {Problem}")]
    public static partial void NotReady(ILogger log, string problem);

    [LoggerMessage(5004, LogLevel.Information, "kube-apiserver answers through the gateway")]
    public static partial void Ready(ILogger log);
}
