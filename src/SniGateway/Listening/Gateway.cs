using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.AccessLogging;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Limits;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Listening;

/// <summary>What all connections of the process share: loops, listeners, routes, limits and the access log.</summary>
internal sealed class Gateway : IDisposable
{
    private readonly TimeProvider _time;
    private readonly int _maxByDescriptors;
    private readonly byte[][] _reassembly;
    private volatile RelayOptions _relayOptions;
    private GatewayListener[] _listeners = [];
    private bool _isListening;
    private long _nextId;
    private int _connections;
    private int _maxConnections;
    private long _outOfDescriptors;

    /// <summary>Makes a gateway that does not listen yet.</summary>
    /// <param name="options">A validated configuration.</param>
    /// <param name="loops">The loops connections live on; the gateway owns them from here on.</param>
    /// <param name="accessLog">Where ended connections are written; the gateway owns it from here on.</param>
    /// <param name="maxConnections">How many connections the descriptors of this process allow.</param>
    /// <param name="time">The clock.</param>
    public Gateway(GatewayOptions options, EventLoopGroup loops, AccessLog accessLog, int maxConnections, TimeProvider time)
    {
        _time = time;
        _maxByDescriptors = maxConnections;
        Loops = loops;
        AccessLog = accessLog;
        Routes = new RouteStore(options, loops.Loops.Count);
        Sources = new SourceLimiter(options.Limits);
        _reassembly = new byte[loops.Loops.Count][];
        _relayOptions = MakeRelayOptions(options.Limits);
        _maxConnections = MaxConnectionsOf(options.Limits);
    }

    public EventLoopGroup Loops { get; }

    public AccessLog AccessLog { get; }

    public RouteStore Routes { get; }

    public SourceLimiter Sources { get; }

    public RelayOptions RelayOptions => _relayOptions;

    /// <summary>The listeners in force. They stay here while connections are drained, since these are still counted.</summary>
    public IReadOnlyList<GatewayListener> Listeners => Volatile.Read(ref _listeners);

    /// <summary>Whether new connections are accepted.</summary>
    public bool IsListening => Volatile.Read(ref _isListening);

    /// <summary>Client connections now, those being refused included.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Most client connections at a time.</summary>
    public int MaxConnections => Volatile.Read(ref _maxConnections);

    /// <summary>Connections reset since there was no descriptor for them.</summary>
    public long OutOfDescriptors => Volatile.Read(ref _outOfDescriptors);

    /// <summary>Monotonic milliseconds, as the loops count them.</summary>
    public long NowMs => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>The time of day.</summary>
    public DateTimeOffset UtcNow => _time.GetUtcNow();

    /// <summary>Binds all listeners, then accepts on all of them.</summary>
    /// <exception cref="IOException">An address cannot be bound; nothing listens then.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var options = Routes.Current.Options;
        await ListenAsync(ListenerPlan.Make(this, Listeners, options), options, cancellationToken);
        Volatile.Write(ref _isListening, true);
    }

    /// <summary>
    /// Puts another configuration in force. Listeners that stay are not touched; no connection is, but those of removed routes that
    /// are to close.
    /// </summary>
    /// <exception cref="IOException">An address cannot be bound; the configuration in force stays as it was.</exception>
    public async Task ApplyAsync(GatewayOptions options, CancellationToken cancellationToken)
    {
        var plan = ListenerPlan.Make(this, Listeners, options);
        OpenAccessLog(options.AccessLog.Path, plan);
        Sources.Apply(options.Limits);
        _relayOptions = MakeRelayOptions(options.Limits);
        Volatile.Write(ref _maxConnections, MaxConnectionsOf(options.Limits));
        var changes = Routes.Apply(options);
        // Last: the first client of a new listener must find the new routes.
        await ListenAsync(plan, options, cancellationToken);
        if (changes.Removed.Any(static route => route.Options.CloseOnRemove))
            await CloseRemovedAsync(cancellationToken);
    }

    /// <summary>Closes all listening sockets; connections live on.</summary>
    public async Task StopListeningAsync(CancellationToken cancellationToken)
    {
        if (!Interlocked.Exchange(ref _isListening, false))
            return;
        foreach (var listener in Listeners)
            await listener.Socket.StopAsync(cancellationToken);
    }

    /// <summary>Ends when no connection is left: on their own for most of the time, then closed bit by bit.</summary>
    public Task DrainAsync(TimeSpan timeout, TimeProvider time, CancellationToken atOnce) =>
        Drain.RunAsync<Opening>(Loops, static opening => opening.Abort(ConnectionOutcome.Drained), timeout, time, atOnce);

    public long NextId() => Interlocked.Increment(ref _nextId);

    /// <summary>Room in a loop for a ClientHello that spans several records. On the loop's thread only.</summary>
    public Span<byte> Reassembly(int loop, int bytes)
    {
        if (_reassembly[loop] is null || _reassembly[loop].Length < bytes)
            _reassembly[loop] = new byte[bytes];
        return _reassembly[loop];
    }

    /// <summary>Whether there is room for another client connection.</summary>
    public bool TryEnterConnection()
    {
        if (Interlocked.Increment(ref _connections) <= MaxConnections)
            return true;
        LeaveConnection();
        CountOutOfDescriptors();
        return false;
    }

    public void LeaveConnection() => Interlocked.Decrement(ref _connections);

    public void CountOutOfDescriptors() => Interlocked.Increment(ref _outOfDescriptors);

    /// <summary>Ends the loops. Connections that are still there are reset by the process' end.</summary>
    public void Dispose()
    {
        Loops.Dispose();
        AccessLog.Dispose();
    }

    private static RelayOptions MakeRelayOptions(LimitsOptions limits) => new()
    {
        HalfCloseTimeout = limits.HalfCloseTimeout,
        IdleTimeout = limits.IdleTimeout,
        MaxAge = limits.MaxConnectionAge,
    };

    private int MaxConnectionsOf(LimitsOptions limits) =>
        limits.MaxConnections == 0 ? _maxByDescriptors : Math.Min(limits.MaxConnections, _maxByDescriptors);

    private void OpenAccessLog(string path, ListenerPlan plan)
    {
        try
        {
            AccessLog.Open(path);
        }
        catch
        {
            plan.Abandon();
            throw;
        }
    }

    private async Task ListenAsync(ListenerPlan plan, GatewayOptions options, CancellationToken cancellationToken)
    {
        foreach (var (listener, settings) in plan.Kept)
            listener.Apply(settings, options.Limits);
        foreach (var listener in plan.Added)
            await listener.Socket.StartAsync(cancellationToken);
        Volatile.Write(ref _listeners, [.. plan.Kept.Select(static k => k.Listener), .. plan.Added]);
        foreach (var listener in plan.Removed)
            await listener.Socket.StopAsync(cancellationToken);
    }

    private Task CloseRemovedAsync(CancellationToken cancellationToken) => Loops.TellAllAsync(
        loop =>
        {
            foreach (var relay in loop.Occupants().OfType<Relay>().ToArray())
            {
                if (relay.Owner is ConnectionRecord { Route: { State.Removed: true, Options.CloseOnRemove: true } })
                    relay.Abort(ConnectionOutcome.RouteRemoved);
            }
        },
        cancellationToken);
}
