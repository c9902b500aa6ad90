using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Configuration;
using Microsoft.Extensions.Logging;

namespace Connectivity.VpnTunnel.Server;

/// <summary>Event ids 4000-4099.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(4000, LogLevel.Information, "Front end {Frontend} of kind {Kind} accepts on {Address}")]
    public static partial void Listening(ILogger log, string frontend, FrontendKind kind, string address);

    [LoggerMessage(
        EventId = 4001,
        Message = "Connection {Connection} of front end {Frontend}, client {Client}, to {Destination} by agent {Agent} at {Address}: {BytesUp} bytes up, {BytesDown} bytes down, {DurationMs} ms, {Outcome} ({Leg}) {Detail}")]
    public static partial void StreamEnded(
        ILogger log, LogLevel level, long connection, string frontend, string client, string destination, string agent, string address,
        long bytesUp, long bytesDown, long durationMs, string outcome, string leg, string detail);

    [LoggerMessage(4002, LogLevel.Warning, "Echo through agent {Agent} failed: {Problem}")]
    public static partial void EchoFailed(ILogger log, string agent, string problem);

    [LoggerMessage(4003, LogLevel.Information, "Echo through agent {Agent} works")]
    public static partial void EchoWorks(ILogger log, string agent);

    [LoggerMessage(4004, LogLevel.Information, "Session with agent {Agent} of zone {Zone} begins")]
    public static partial void SessionBegan(ILogger log, string agent, string zone);

    [LoggerMessage(4005, LogLevel.Information, "Session with agent {Agent} has ended; it had {Streams} streams in all")]
    public static partial void SessionEnded(ILogger log, string agent, long streams);

    [LoggerMessage(4006, LogLevel.Information, "Carrier of {Agent} has ended: {Kind} {Detail}")]
    public static partial void CarrierEnded(ILogger log, string agent, CarrierEndKind kind, string detail);

    [LoggerMessage(4007, LogLevel.Debug, "Carrier from {Peer} did not come about: {Problem}")]
    public static partial void CarrierHandshakeFailed(ILogger log, SocketEndpoint peer, string problem);

    [LoggerMessage(4008, LogLevel.Information, "Carriers are accepted on {Address}")]
    public static partial void ListeningForCarriers(ILogger log, SocketEndpoint address);

    [LoggerMessage(
        4009, LogLevel.Warning,
        "Agent {Agent} has come while another of that name is here: both get streams; give each a name of its own unless one is about to replace the other")]
    public static partial void DuplicateAgent(ILogger log, string agent);
}
