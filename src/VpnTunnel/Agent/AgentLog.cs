using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Agent.Targets;

namespace Connectivity.VpnTunnel.Agent;

/// <summary>Event ids 4100-4199.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(
        4100, LogLevel.Information,
        "Stream {Stream} of server {Server} to {Target} at {Address}: {BytesUp} bytes up, {BytesDown} bytes down, {DurationMs} ms, {Outcome} ({Leg})")]
    public static partial void StreamEnded(
        ILogger log, long stream, string server, string target, SocketEndpoint address, long bytesUp, long bytesDown, long durationMs,
        TargetOutcome outcome, string leg);

    [LoggerMessage(4101, LogLevel.Information, "Stream {Stream} of server {Server} to {Target} was not opened: {Outcome} ({Leg}), {Problem}")]
    public static partial void StreamRefused(
        ILogger log, long stream, string server, string target, TargetOutcome outcome, string leg, string problem);

    [LoggerMessage(4110, LogLevel.Information, "Carrier {Slot} to server {Server} stands, by {Address}, round {Attempt}")]
    public static partial void CarrierStands(ILogger log, int slot, string server, SocketEndpoint address, long attempt);

    [LoggerMessage(4111, LogLevel.Warning, "Carrier {Slot} to server {Server}: {Failure}; {Repeats} times since it was last told")]
    public static partial void CarrierFailed(ILogger log, int slot, string server, string failure, long repeats);

    [LoggerMessage(4112, LogLevel.Warning, "Server {Server} calls itself {Name}")]
    public static partial void OtherServer(ILogger log, string server, string name);

    [LoggerMessage(4113, LogLevel.Information, "Server {Server} is a new process: streams of the old one go on as long as carriers to it are left")]
    public static partial void ServerReplaced(ILogger log, string server);

    [LoggerMessage(4114, LogLevel.Information, "Server {Server} is to be connected to, by {Hop}")]
    public static partial void ServerAdded(ILogger log, string server, HostEndpoint hop);

    [LoggerMessage(4115, LogLevel.Information, "Server {Server} is not wanted any more: its streams are drained")]
    public static partial void ServerRemoved(ILogger log, string server);

    [LoggerMessage(4116, LogLevel.Warning, "Server {Server} is told of, and there is no way to it: serverTemplate is missing or does not fit")]
    public static partial void ServerUnreachable(ILogger log, string server);
}
