using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Connectivity.Shared.Outcomes;

namespace Connectivity.SniGateway.Limits;

/// <summary>A part of the sources that <see cref="SourceLimiter"/> keeps, under one lock.</summary>
internal sealed class SourceShard
{
    /// <summary>Sources without an unrouted connection that are remembered for their rate, at most.</summary>
    public const int MaxRemembered = 4096;

    private const long SweepIntervalMs = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<SourceKey, Entry> _entries = [];
    private int _remembered;
    private long _nowMs;
    private long _sweptMs;

    /// <summary>Sources in this shard.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Counts a connection of the source, if its limits allow.</summary>
    public ConnectionOutcome TryEnter(in SourceKey key, SourceLimits limits, long nowMs)
    {
        lock (_lock)
        {
            _nowMs = Math.Max(_nowMs, nowMs);
            if (_remembered >= MaxRemembered || _nowMs - _sweptMs >= SweepIntervalMs)
                Sweep();
            // A source that is new here is never refused, so no entry without a connection or a rate is left behind.
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out var exists);
            if (limits.MaxUnroutedPerSource > 0 && entry.Unrouted >= limits.MaxUnroutedPerSource)
                return ConnectionOutcome.SourceUnroutedLimit;
            if (!entry.Bucket.TryTake(limits.Rate, _nowMs))
                return ConnectionOutcome.SourceRateLimit;
            if (exists && entry.Unrouted == 0)
                _remembered--;
            entry.Unrouted++;
            return ConnectionOutcome.None;
        }
    }

    /// <summary>Takes back one <see cref="TryEnter"/>; the source is forgotten with its last connection, unless its rate matters.</summary>
    /// <returns>False when the source had no connection to take back.</returns>
    public bool Leave(in SourceKey key)
    {
        lock (_lock)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
            if (Unsafe.IsNullRef(ref entry) || entry.Unrouted == 0)
                return false;
            if (--entry.Unrouted > 0)
                return true;
            if (entry.Bucket.IsFull(_nowMs))
                _entries.Remove(key);
            else
                _remembered++;
            return true;
        }
    }

    /// <summary>
    /// Forgets the sources whose rate no longer matters; when that does not make room, those whose rate does.
    /// </summary>
    private void Sweep()
    {
        _sweptMs = _nowMs;
        if (_remembered == 0)
            return;
        Forget(onlyFull: true);
        if (_remembered >= MaxRemembered)
            Forget(onlyFull: false);
    }

    private void Forget(bool onlyFull)
    {
        foreach (var (key, entry) in _entries)
        {
            if (entry.Unrouted > 0 || (onlyFull && !entry.Bucket.IsFull(_nowMs)))
                continue;
            _entries.Remove(key);
            _remembered--;
        }
    }

    private struct Entry
    {
        public int Unrouted;
        public TokenBucket Bucket;
    }
}
