using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>The whole configuration of a tunnel agent: validated, immutable, compared by value.</summary>
internal sealed record AgentOptions
{
    /// <summary>What servers know this agent by. Unique among the agents of a shoot.</summary>
    public required string AgentId { get; init; }

    /// <summary>The zone this agent runs in: servers of the same zone prefer it. Empty: in none.</summary>
    public string Zone { get; init; } = "";

    /// <summary>The servers to connect to. At least one.</summary>
    public ValueList<LinkOptions> Servers { get; init; } = [];

    /// <summary>How servers are reached that others tell of (MEMBERS) and that are not in <see cref="Servers"/>. Null: they are not.</summary>
    public LinkTemplate? ServerTemplate { get; init; }

    /// <summary>
    /// TLS connections to each server, 1 to <see cref="MaxCarriers"/>. Default 2: streams go on over the other one while one is lost.
    /// </summary>
    public int CarriersPerServer { get; init; } = 2;

    /// <summary>Our certificate, and who may have issued a server's.</summary>
    public required TlsOptions Tls { get; init; }

    /// <summary>What may be connected to; nothing else. Evaluated on the address that is dialled. At least one rule.</summary>
    public ValueList<AllowRule> Allow { get; init; } = [];

    /// <summary>
    /// Addresses that this agent is the best way to, such as its node's: servers ask it first for them. At most <see cref="MaxPrefixes"/>.
    /// </summary>
    public ValueList<SourceRange> Advertise { get; init; } = [];

    /// <summary>Bounds on what servers may use up.</summary>
    public AgentLimitsOptions Limits { get; init; } = new();

    /// <summary>TCP keepalive of the connections to targets.</summary>
    public TargetKeepaliveOptions TargetKeepalive { get; init; } = new();

    /// <summary>When a carrier is taken for dead.</summary>
    public KeepaliveOptions Keepalive { get; init; } = new();

    /// <summary>How soon a lost carrier is dialled again.</summary>
    public ReconnectOptions Reconnect { get; init; } = new();

    /// <summary>How the agent ends.</summary>
    public DrainOptions Drain { get; init; } = new();

    /// <summary>Most carriers of a session (protocol, section 1).</summary>
    public const int MaxCarriers = 8;

    /// <summary>Most prefixes of an ADVERT (protocol, section 2).</summary>
    public const int MaxPrefixes = 256;
}

/// <summary>How soon a lost carrier is dialled again: after a random time up to a bound that doubles with each failure (full jitter).</summary>
internal sealed record ReconnectOptions
{
    /// <summary>The bound after the first failure. Default 200 ms.</summary>
    public TimeSpan Min { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The greatest bound. Default 5 s. Servers and gateways that a whole fleet comes back to at once.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(5);
}
