using Connectivity.Shared.Configuration;

namespace Connectivity.SniGateway.Configuration;

/// <summary>The whole configuration of a gateway: validated, immutable, compared by value.</summary>
internal sealed record GatewayOptions
{
    /// <summary>The default of <see cref="Keepalive"/>.</summary>
    public static readonly TcpKeepaliveOptions DefaultKeepalive = new(TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(15), Probes: 4);

    /// <summary>The sockets to accept on. At least one.</summary>
    public ValueList<ListenerOptions> Listeners { get; init; } = [];

    /// <summary>The tenants' routes. May be empty: then every connection is refused with "no route".</summary>
    public ValueList<RouteOptions> Routes { get; init; } = [];

    /// <summary>Bounds on what clients may use up.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>How the gateway ends.</summary>
    public DrainOptions Drain { get; init; } = new();

    /// <summary>Where a line for every ended connection goes.</summary>
    public AccessLogOptions AccessLog { get; init; } = new();

    /// <summary>TCP keepalive on both legs of every connection. Default 55 s, which is below the idle time of common load balancers, 15 s and 4.</summary>
    public TcpKeepaliveOptions Keepalive { get; init; } = DefaultKeepalive;

    /// <summary>When an endpoint that refuses connections is left alone for a while.</summary>
    public OutlierEjectionOptions OutlierEjection { get; init; } = new();

    /// <summary>The zone this gateway runs in: backends of the same zone are preferred. Null: zones are not looked at.</summary>
    public string? Zone { get; init; }

    /// <summary>Number of event loops, each a thread of its own. Default 0: one a core. At most <see cref="MaxLoops"/>.</summary>
    public int Loops { get; init; }

    /// <summary>Most event loops that may be asked for: a guard against a slip of the pen, each loop pins a thread and buffers.</summary>
    public const int MaxLoops = 256;

    /// <summary>The number of loops to run: <see cref="Loops"/>, or one a core.</summary>
    public int EffectiveLoops => Loops == 0 ? Math.Min(Environment.ProcessorCount, MaxLoops) : Loops;
}
