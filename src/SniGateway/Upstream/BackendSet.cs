using System.Diagnostics.CodeAnalysis;
using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Upstream;

/// <summary>
/// The backends of one route as one configuration has them. Picking takes no lock and allocates nothing; it looks at every endpoint of
/// the route, of which there are few.
/// </summary>
internal sealed class BackendSet
{
    /// <summary>How long the backends of before serve on, from the first connection that needs them: as long as one look-up may take.</summary>
    public static readonly TimeSpan Grace = BackendResolver.Timeout;

    private const long NotNeeded = -1;

    private readonly BackendMember[] _members;
    private readonly LoadBalancing _policy;
    private readonly bool _isHealthChecked;
    private readonly bool _hasLocal;
    private int _turn = -1;
    private BackendSet? _before;
    private long _firstNeededMs = NotNeeded;

    /// <summary>Makes the set of a route's backends.</summary>
    /// <param name="route">The route.</param>
    /// <param name="gateway">The configuration it is part of, for zone and outlier ejection.</param>
    /// <param name="previous">
    /// The route's set before the reload, whose backends live on where host and port are the same. While nobody knows yet where any of the new ones is, it serves
    /// on: a reload makes no route that served unservable for a moment.
    /// </param>
    public BackendSet(RouteOptions route, GatewayOptions gateway, BackendSet? previous = null)
    {
        _policy = route.LoadBalancing;
        _isHealthChecked = route.HealthCheck.Kind != HealthCheckKind.Off;
        _members = [.. route.Backends.Select(backend => BackendMember.Make(backend, gateway, previous?.Find(backend.Address)))];
        _hasLocal = Array.Exists(_members, static member => member.IsLocal);
        BackendMember.Reduce(_members);
        var isAfterAwaited = previous?.IsAwaited == true;
        if (IsAwaited)
            _before = isAfterAwaited ? previous!._before : previous;
        // It has its own by now: sets of long ago are not to hang on one another.
        if (previous is not null && !isAfterAwaited)
            previous._before = null;
    }

    /// <summary>The backends, in the order of the configuration.</summary>
    public IReadOnlyList<BackendMember> Members => _members;

    /// <summary>
    /// Picks an endpoint for a connection and notes it in <paramref name="tried"/>. Usable endpoints of the gateway's own zone come
    /// first, then usable ones of any zone, then, rather than refuse the connection, those that are ejected or unhealthy.
    /// </summary>
    /// <param name="client">The client's address, for SourceHash.</param>
    /// <param name="tried">The endpoints this connection was sent to before; they are not picked again.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="endpoint">The endpoint to connect to; the caller calls Acquire on it.</param>
    /// <returns>False when no endpoint with a weight is left.</returns>
    public bool TryPick(
        in SocketEndpoint client, ref AttemptedEndpoints tried, long nowMs, [NotNullWhen(true)] out BackendEndpoint? endpoint)
    {
        endpoint = null;
        if (tried.IsFull)
            return false;
        // One turn for a pick, however many tiers it goes through: else a tier could see only every second turn.
        var turn = (uint)Interlocked.Increment(ref _turn);
        for (var tier = _hasLocal ? PickTier.UsableLocal : PickTier.Usable; tier <= PickTier.Any; tier++)
        {
            endpoint = Pick(new PickFilter(tier, _isHealthChecked, nowMs), client, tried, turn);
            if (endpoint is null)
                continue;
            tried.Add(endpoint);
            return true;
        }

        return _before is { } before && IsAwaited && IsInGrace(nowMs) && before.TryPick(client, ref tried, nowMs, out endpoint);
    }

    /// <summary>Whether an endpoint counts as usable: neither ejected nor found unhealthy by a check that is in force.</summary>
    public bool IsUsable(BackendEndpoint endpoint, long nowMs) =>
        new PickFilter(PickTier.Usable, _isHealthChecked, nowMs).Admits(endpoint, isLocal: false);

    /// <summary>Whether any endpoint of a backend is usable.</summary>
    public bool IsUsable(Backend backend, long nowMs) => Array.Exists(backend.EndpointArray, e => IsUsable(e, nowMs));

    /// <summary>Whether it has no endpoint only because the first look-up of a name has not ended.</summary>
    private bool IsAwaited =>
        !Array.Exists(_members, static m => m.Share > 0 && m.Backend.EndpointArray.Length > 0) &&
        Array.Exists(_members, static m => m.Share > 0 && m.Backend.Resolution is { IsFirstAwaited: true });

    private bool IsInGrace(long nowMs)
    {
        var first = Interlocked.CompareExchange(ref _firstNeededMs, nowMs, NotNeeded);
        return first == NotNeeded || nowMs - first < Grace.TotalMilliseconds;
    }

    private BackendEndpoint? Pick(in PickFilter filter, in SocketEndpoint client, in AttemptedEndpoints tried, uint turn)
    {
        var candidates = new PickCandidates(_members, filter, tried);
        return _policy switch
        {
            LoadBalancing.SourceHash => PickPolicies.SourceHash(candidates, client),
            LoadBalancing.RoundRobin => PickPolicies.RoundRobin(candidates, turn),
            _ => PickPolicies.LeastConnections(candidates, turn),
        };
    }

    private Backend? Find(HostEndpoint address) => Array.Find(_members, member => member.Options.Address == address)?.Backend;
}
