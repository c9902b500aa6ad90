using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Limits;

/// <summary>
/// Bounds what a source, and all sources together, may hold before a route is known, and how fast a source may connect.
/// Called from all loops. Sources are spread over shards with a lock each that is held for one dictionary operation.
/// </summary>
/// <remarks>
/// Memory is bounded: a source with unrouted connections is counted by <see cref="LimitsOptions.MaxUnrouted"/>, and a source that is
/// remembered only for its rate makes room when a shard is full. Forgetting a rate lets a source through; it never locks one out.
/// </remarks>
internal sealed class SourceLimiter
{
    /// <summary>Sources remembered only for their rate, at most, in all shards together.</summary>
    public const int MaxRememberedSources = ShardCount * SourceShard.MaxRemembered;

    private const int ShardCount = 16;

    private readonly SourceShard[] _shards = new SourceShard[ShardCount];
    private volatile SourceLimits _limits;
    private BoundedCounter _total;

    /// <summary>Makes a limiter that holds to the options.</summary>
    public SourceLimiter(LimitsOptions options)
    {
        _limits = new SourceLimits(options);
        for (var i = 0; i < ShardCount; i++)
            _shards[i] = new SourceShard();
    }

    /// <summary>Connections that have not said where to.</summary>
    public int Unrouted => _total.Value;

    /// <summary>Sources that are remembered now.</summary>
    public int Sources => _shards.Sum(static shard => shard.Count);

    /// <summary>Holds to other options from now on. Connections that are over a lowered limit stay.</summary>
    public void Apply(LimitsOptions options) => _limits = new SourceLimits(options);

    /// <summary>
    /// Admits a new connection as unrouted; <see cref="LeaveUnrouted"/> must follow once it has a route or is gone.
    /// </summary>
    /// <param name="source">The client's address.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <returns>
    /// <see cref="ConnectionOutcome.None"/> when admitted, else which limit refused it: SourceUnroutedLimit, UnroutedLimit or
    /// SourceRateLimit.
    /// </returns>
    public ConnectionOutcome TryEnterUnrouted(in SocketEndpoint source, long nowMs)
    {
        var limits = _limits;
        if (!_total.TryIncrement(limits.MaxUnrouted))
            return ConnectionOutcome.UnroutedLimit;
        var key = new SourceKey(source);
        var outcome = ShardOf(key).TryEnter(key, limits, nowMs);
        if (outcome != ConnectionOutcome.None)
            _total.Decrement();
        return outcome;
    }

    /// <summary>Takes back one admission of <see cref="TryEnterUnrouted"/>.</summary>
    public void LeaveUnrouted(in SocketEndpoint source)
    {
        var key = new SourceKey(source);
        if (ShardOf(key).Leave(key))
            _total.Decrement();
    }

    private SourceShard ShardOf(in SourceKey key) => _shards[(int)(key.Hash % ShardCount)];
}

/// <summary>The part of the limits that sources are held to, ready for use.</summary>
internal sealed class SourceLimits(LimitsOptions options)
{
    /// <summary>Most unrouted connections in all; 0 is no cap.</summary>
    public int MaxUnrouted { get; } = options.MaxUnrouted;

    /// <summary>Most unrouted connections of one source; 0 is no cap.</summary>
    public int MaxUnroutedPerSource { get; } = options.MaxUnroutedPerSource;

    /// <summary>The rate of new connections of one source.</summary>
    public TokenRate Rate { get; } = new(options.NewConnectionsPerSource, options.NewConnectionsPerSourceBurst);
}
