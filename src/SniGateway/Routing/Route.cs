using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Limits;
using Connectivity.SniGateway.Upstream;

namespace Connectivity.SniGateway.Routing;

/// <summary>A route as one configuration has it. Immutable, beside the state it shares with its predecessors.</summary>
internal sealed class Route
{
    private readonly TokenRate _rate;

    /// <summary>Makes a route.</summary>
    /// <param name="options">What the configuration says about it.</param>
    /// <param name="gateway">The configuration it is part of.</param>
    /// <param name="state">Its state: new, or that of the route of the same name before the reload.</param>
    /// <param name="previous">Its backends before the reload.</param>
    public Route(RouteOptions options, GatewayOptions gateway, RouteState state, BackendSet? previous = null)
    {
        Options = options;
        State = state;
        AllowedSources = options.AllowedSources is { } allowed ? new SourceRangeSet(allowed) : SourceRangeSet.All;
        Backends = new BackendSet(options, gateway, previous);
        _rate = new TokenRate(options.NewConnectionsPerSecond, options.NewConnectionsBurst);
    }

    /// <summary>Its name in logs, metrics and errors.</summary>
    public string Name => Options.Name;

    /// <summary>Whom it belongs to.</summary>
    public string Tenant => Options.Tenant;

    /// <summary>What the configuration says about it.</summary>
    public RouteOptions Options { get; }

    /// <summary>The client addresses that may use it.</summary>
    public SourceRangeSet AllowedSources { get; }

    /// <summary>Where its connections go.</summary>
    public BackendSet Backends { get; }

    /// <summary>What outlives a reload: connections, counters, whether the route is still there.</summary>
    public RouteState State { get; }

    /// <summary>
    /// Admits a connection: <see cref="ConnectionOutcome.None"/>, and <see cref="Leave"/> must follow; else RouteConnectionLimit or
    /// RouteRateLimit.
    /// </summary>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    public ConnectionOutcome TryEnter(long nowMs) => State.TryEnter(Options.MaxConnections, _rate, nowMs);

    /// <summary>Takes back one admission.</summary>
    public void Leave() => State.Leave();
}
