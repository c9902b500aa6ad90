using System.Diagnostics.Metrics;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Streams;
using Microsoft.Extensions.Logging;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>What the connections of all front ends share. On the loop's thread, but for the numbers that any may read.</summary>
/// <param name="dialer">Finds them their streams.</param>
/// <param name="maxConnections">How many the descriptors of this process allow.</param>
/// <param name="log">Takes a line for each that ends.</param>
internal sealed class FrontendSet(Dialer dialer, int maxConnections, ILogger log)
{
    private readonly HashSet<FrontendRecord> _live = [];
    private long _lastId;
    private int _connections;
    private long _outOfDescriptors;

    /// <summary>Finds them their streams.</summary>
    public Dialer Dialer => dialer;

    /// <summary>How many may shake hands.</summary>
    public HandshakeGate Handshakes { get; } = new(256);

    /// <summary>Time for a request's head.</summary>
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for a TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The bounds of relaying.</summary>
    public SocketEndOptions RelayOptions { get; set; } = new();

    /// <summary>Takes the time of each dial in seconds; null: nobody wants to know.</summary>
    public Histogram<double>? DialSeconds { get; set; }

    /// <summary>Connections now, those being refused included.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections reset since there was no descriptor for them.</summary>
    public long OutOfDescriptors => Volatile.Read(ref _outOfDescriptors);

    /// <summary>A number for a new connection.</summary>
    public long NextId() => ++_lastId;

    /// <summary>Counts a connection in, if there is room.</summary>
    public bool TryEnter()
    {
        if (_connections >= maxConnections)
        {
            CountOutOfDescriptors();
            return false;
        }

        Volatile.Write(ref _connections, _connections + 1);
        return true;
    }

    /// <summary>A connection's socket is closed.</summary>
    public void Leave() => Volatile.Write(ref _connections, _connections - 1);

    /// <summary>A connection was reset for want of a descriptor.</summary>
    public void CountOutOfDescriptors() => Volatile.Write(ref _outOfDescriptors, _outOfDescriptors + 1);

    /// <summary>The connections that have not ended.</summary>
    public IReadOnlyCollection<FrontendRecord> Live => _live;

    /// <summary>A connection begins.</summary>
    public void OnBegun(FrontendRecord record) => _live.Add(record);

    /// <summary>A client has said where to.</summary>
    public static void Requested(FrontendRecord record) => record.Listener.Counters.CountRequested();

    /// <summary>A client has got its connection.</summary>
    public void Answered(FrontendRecord record)
    {
        record.Listener.Counters.CountOpened();
        DialSeconds?.Record((record.AnsweredMs - record.RequestedMs) / 1000.0, new KeyValuePair<string, object?>("frontend", record.Listener.Name));
    }

    /// <summary>Counts and logs an end.</summary>
    public void OnEnded(FrontendRecord record)
    {
        _live.Remove(record);
        var (up, down) = (record.BytesUp, record.BytesDown);
        record.Listener.Counters.CountEnded(record.Outcome, up, down);
        var level = record.Outcome == StreamOutcome.ClientClosedEarly ? LogLevel.Debug : LogLevel.Information;
        if (!log.IsEnabled(level))
            return;
        var (outcome, leg, client) = (record.Outcome.Name(), record.Outcome.Leg().Name(), record.ClientText);
        var (destination, address) = (record.Destination?.Text ?? "", record.Stream?.Address ?? "");
        var durationMs = dialer.NowMs - record.AcceptedMs;
        ServerLog.StreamEnded(
            log, level, record.Id, record.Listener.Name, client, destination, record.Agent ?? "", address,
            up, down, durationMs, outcome, leg, record.Detail ?? "");
    }
}
