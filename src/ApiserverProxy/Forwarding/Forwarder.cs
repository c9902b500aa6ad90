using Connectivity.ApiserverProxy.Configuration;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>What all connections of the process share: loops, listeners, the gateway's addresses, counters.</summary>
internal sealed class Forwarder : IDisposable
{
    private readonly int _maxByDescriptors;
    private readonly WarmConnections[] _warm;
    private volatile DialSettings _settings;
    private volatile RelayOptions _relayOptions;
    private ProxyListener[] _listeners = [];
    private bool _isListening;
    private long _nextId;
    private int _connections;
    private int _maxConnections;

    /// <summary>Makes a forwarder that does not listen yet.</summary>
    /// <param name="options">A validated configuration.</param>
    /// <param name="loops">The loops that connections live on; the forwarder's from here on.</param>
    /// <param name="addresses">The gateway's addresses; the forwarder's from here on.</param>
    /// <param name="maxConnections">How many connections the descriptors of this process allow.</param>
    /// <param name="log">Where failures are told.</param>
    public Forwarder(ProxyOptions options, EventLoopGroup loops, GatewayAddresses addresses, int maxConnections, ILogger log)
    {
        _maxByDescriptors = maxConnections;
        (Loops, Addresses, Failures) = (loops, addresses, new FailureLog(log));
        _warm = [.. loops.Loops.Select(l => new WarmConnections(l, this))];
        _settings = new DialSettings(options);
        _relayOptions = RelayOptionsOf(options);
        _maxConnections = Math.Min(options.MaxConnections, maxConnections);
    }

    public EventLoopGroup Loops { get; }

    public GatewayAddresses Addresses { get; }

    public ProxyCounters Counters { get; } = new();

    public FailureLog Failures { get; }

    public DialSettings Settings => _settings;

    public RelayOptions RelayOptions => _relayOptions;

    /// <summary>What is listened on. They stay here while connections are drained.</summary>
    public IReadOnlyList<ProxyListener> Listeners => Volatile.Read(ref _listeners);

    /// <summary>Whether new connections are accepted.</summary>
    public bool IsListening => Volatile.Read(ref _isListening);

    /// <summary>Connections now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Most connections at a time.</summary>
    public int MaxConnections => Volatile.Read(ref _maxConnections);

    /// <summary>Connections that wait for a client.</summary>
    public int WarmConnections => _warm.Sum(static w => w.Count);

    /// <summary>Those of a loop.</summary>
    public WarmConnections Warm(EventLoop loop) => _warm[loop.Index];

    /// <summary>Binds all addresses, then accepts on all of them.</summary>
    /// <exception cref="IOException">An address cannot be bound; nothing listens then.</exception>
    public async Task StartAsync(ProxyOptions options, CancellationToken cancellation)
    {
        var bound = new List<ProxyListener>();
        try
        {
            foreach (var address in options.Listen)
                bound.Add(new ProxyListener(this, address, options.Keepalive));
        }
        catch (IOException)
        {
            foreach (var listener in bound)
                listener.Socket.Abandon();
            throw;
        }

        foreach (var listener in bound)
            await listener.Socket.StartAsync(cancellation);
        Volatile.Write(ref _listeners, [.. bound]);
        Volatile.Write(ref _isListening, true);
        await Loops.TellAllAsync(loop => Warm(loop).Renew(), cancellation);
    }

    /// <summary>Puts another configuration in force for new connections. Those that stand are not touched.</summary>
    public async Task ApplyAsync(ProxyOptions options)
    {
        _settings = new DialSettings(options);
        _relayOptions = RelayOptionsOf(options);
        Volatile.Write(ref _maxConnections, Math.Min(options.MaxConnections, _maxByDescriptors));
        Addresses.Apply(options.Gateway);
        await Loops.TellAllAsync(loop => Warm(loop).Renew(), CancellationToken.None);
    }

    /// <summary>Closes all listening sockets, and what waits for clients; connections live on.</summary>
    public async Task StopListeningAsync(CancellationToken cancellation)
    {
        if (!Interlocked.Exchange(ref _isListening, false))
            return;
        foreach (var listener in Listeners)
            await listener.Socket.StopAsync(cancellation);
        await Loops.TellAllAsync(loop => Warm(loop).End(), cancellation);
    }

    /// <summary>Ends when no connection is left: on their own for most of the time, then closed bit by bit.</summary>
    public Task DrainAsync(TimeSpan timeout, TimeProvider time, CancellationToken atOnce) =>
        Drain.RunAsync<ForwardOpening>(Loops, static opening => opening.Abort(ConnectionOutcome.Drained), timeout, time, atOnce);

    public long NextId() => Interlocked.Increment(ref _nextId);

    /// <summary>Whether there is room for another connection.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _connections) <= MaxConnections)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _connections);

    /// <summary>Ends the loops. Connections that are still there are reset by the process' end.</summary>
    public void Dispose()
    {
        Loops.Dispose();
        Addresses.Dispose();
    }

    private static RelayOptions RelayOptionsOf(ProxyOptions options) =>
        new() { HalfCloseTimeout = options.HalfCloseTimeout, IdleTimeout = options.IdleTimeout };
}
