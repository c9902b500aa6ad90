using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>What holds for targets; put in force as a whole.</summary>
/// <param name="Allow">What may be connected to.</param>
/// <param name="Limits">How many dials there may be, and how long they may take.</param>
/// <param name="Keepalive">Keepalive of the connections.</param>
internal sealed record TargetRules(AllowList Allow, AgentLimitsOptions Limits, TargetKeepaliveOptions Keepalive)
{
    /// <summary>The rules of a configuration.</summary>
    public static TargetRules Of(AgentOptions options) =>
        new(new AllowList(options.Allow), options.Limits, options.TargetKeepalive);
}
