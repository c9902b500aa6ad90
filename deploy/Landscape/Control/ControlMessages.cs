using System.Text.Json.Serialization;

namespace Connectivity.Landscape.Control;

/// <summary>What another shell asks of the running landscape: one line of JSON.</summary>
/// <param name="Command"><c>add-shoot</c>, <c>remove-shoot</c>, <c>restart-gateway</c> or <c>chaos</c>.</param>
/// <param name="Shoot">The shoot's name, or the fault's; null lets the landscape choose.</param>
internal sealed record ControlRequest(string Command, string? Shoot);

/// <summary>A line of the answer.</summary>
/// <param name="Text">A line for the terminal; null on the last.</param>
/// <param name="ExitCode">Set on the last line: what the asking command exits with.</param>
internal sealed record ControlReply(string? Text, int? ExitCode);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
internal sealed partial class ControlContext : JsonSerializerContext;
