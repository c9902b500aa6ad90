using System.Text.Json.Serialization;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.State;

/// <summary>What other commands, and the next <c>up</c> after a crash, have to know of a landscape.</summary>
/// <param name="Owner">The process that keeps the landscape up.</param>
/// <param name="GatewayPort">Where the gateway takes TLS connections.</param>
/// <param name="AdminPort">Where the gateway shows health, metrics and routes.</param>
/// <param name="Shoots">The shoots, in the order of their names.</param>
/// <param name="Processes">Everything that was started and is not known to have ended.</param>
/// <param name="Cgroup">The control group that those of the nodes are below; null without nodes. All else of a node ends with its process.</param>
/// <param name="Kubectl">The path of kubectl.</param>
/// <param name="Nodes">The nodes of all shoots.</param>
internal sealed record LandscapeState(
    ProcessIdentity Owner,
    int GatewayPort,
    int AdminPort,
    IReadOnlyList<ShootState> Shoots,
    IReadOnlyList<ProcessState> Processes,
    string? Cgroup = null,
    string? Kubectl = null,
    IReadOnlyList<NodeState>? Nodes = null);

/// <summary>A shoot of a landscape; the port is null where it has no tunnel.</summary>
internal sealed record ShootState(
    string Name, string Host, int ApiserverPort, int EtcdPort, string Kubeconfig, int? TunnelAdminPort = null);

/// <summary>A node of a shoot, with the process that holds its namespaces, and its address.</summary>
internal sealed record NodeState(string Shoot, string Name, ProcessIdentity Holder, string Address);

/// <summary>A process of a landscape.</summary>
internal sealed record ProcessState(string Name, ProcessIdentity Identity);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LandscapeState))]
internal sealed partial class LandscapeStateContext : JsonSerializerContext;
