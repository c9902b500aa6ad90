using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Upstream;

/// <summary>
/// One address that connections go to, with what has been learnt about it. It lives as long as its route names its backend and the
/// backend's name resolves to it. Every member may be called from every loop.
/// </summary>
internal sealed class BackendEndpoint
{
    private readonly Lock _failing = new();
    private int _active;
    private int _failures;
    private int _ejections;
    private long _ejectedUntilMs;
    private LastFailure _lastFailure;

    /// <summary>Makes an endpoint about which nothing is known yet; it counts as usable.</summary>
    public BackendEndpoint(Backend backend, SocketEndpoint address)
    {
        Backend = backend;
        Address = address;
        Hash = RendezvousHash.OfEndpoint(address);
    }

    /// <summary>The backend this is an address of.</summary>
    public Backend Backend { get; }

    /// <summary>Where to connect to.</summary>
    public SocketEndpoint Address { get; }

    /// <summary>The same on every gateway and after every restart: what <see cref="LoadBalancing.SourceHash"/> goes by.</summary>
    public ulong Hash { get; }

    /// <summary>What the active check has found out.</summary>
    public EndpointHealth Health { get; } = new();

    /// <summary>Connections that are being made or are open.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Failed attempts in a row, up to the one that last took the endpoint out.</summary>
    public int ConsecutiveFailures => Volatile.Read(ref _failures);

    /// <summary>Monotonic milliseconds at which the endpoint is let back in; 0 when it is not out.</summary>
    public long EjectedUntilMs => Volatile.Read(ref _ejectedUntilMs);

    /// <summary>The last connection that ended by a failure of this endpoint's; null before the first.</summary>
    public (ConnectionOutcome Outcome, DateTimeOffset At)? LastFailure => _lastFailure.Value;

    /// <summary>A connection to it failed.</summary>
    public void NoteFailure(ConnectionOutcome outcome, DateTimeOffset at) => _lastFailure.Note(outcome, at);

    /// <summary>Counts a connection; <see cref="Release"/> must follow.</summary>
    public void Acquire() => Interlocked.Increment(ref _active);

    /// <summary>Takes back one <see cref="Acquire"/>.</summary>
    public void Release() => Interlocked.Decrement(ref _active);

    /// <summary>Whether failed attempts have taken the endpoint out for now.</summary>
    public bool IsEjected(long nowMs) => nowMs < Volatile.Read(ref _ejectedUntilMs);

    /// <summary>An attempt to connect succeeded: earlier failures are forgotten.</summary>
    public void ConnectSucceeded()
    {
        if (Volatile.Read(ref _failures) == 0)
            return;
        lock (_failing)
        {
            _failures = 0;
            _ejections = 0;
            Volatile.Write(ref _ejectedUntilMs, 0);
        }
    }

    /// <summary>
    /// An attempt to connect failed. Once failures in a row reach the configured number the endpoint is out; after that time a single
    /// failure takes it out again for twice as long, until an attempt succeeds.
    /// </summary>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <returns>Whether this failure took the endpoint out.</returns>
    public bool ConnectFailed(long nowMs)
    {
        Backend.CountConnectFailure();
        var options = Backend.OutlierEjection;
        lock (_failing)
        {
            // Attempts that were under way when the endpoint was taken out say nothing new.
            if (nowMs < _ejectedUntilMs)
                return false;
            _failures = Math.Min(_failures + 1, int.MaxValue - 1);
            if (options.ConsecutiveFailures == 0 || _failures < options.ConsecutiveFailures)
                return false;
            Volatile.Write(ref _ejectedUntilMs, nowMs + EjectionTime(options, _ejections));
            _ejections++;
            return true;
        }
    }

    private static long EjectionTime(OutlierEjectionOptions options, int ejections)
    {
        var longest = (long)options.MaxTime.TotalMilliseconds;
        var doubled = options.BaseTime.TotalMilliseconds * Math.Pow(2, Math.Min(ejections, 62));
        return doubled < longest ? (long)doubled : longest;
    }
}
