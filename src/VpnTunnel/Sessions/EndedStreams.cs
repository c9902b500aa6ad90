using System.Runtime.InteropServices;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>
/// Streams that are over for this side while the peer may not have got the last acknowledgement: it could have been on a carrier that is lost. Each is
/// remembered until a PONG shows that the carrier brought it across.
/// </summary>
internal sealed class EndedStreams
{
    // Two seconds of twenty thousand ends each. What is beyond is not remembered, and only a loss just then would show it, as a reset.
    private const int Max = 40_000;

    private readonly Dictionary<uint, Ended> _ended = [];

    private record struct Ended(long Received, long Limit, CarrierLink? Carrier, ulong Ping);

    /// <summary>How many are remembered.</summary>
    public int Count => _ended.Count;

    /// <summary>The streams with what is to be said of them.</summary>
    public IEnumerable<(uint Stream, long Received, long Limit)> All => _ended.Select(static e => (e.Key, e.Value.Received, e.Value.Limit));

    /// <summary>Remembers one whose last acknowledgement goes over a carrier now.</summary>
    public void Add(uint stream, long received, long limit, CarrierLink? carrier)
    {
        if (_ended.Count < Max)
            _ended[stream] = new Ended(received, limit, carrier, carrier?.NextPing ?? 0);
    }

    /// <summary>What to say of a stream that is not known any more; false where it never ended properly.</summary>
    public bool TryGet(uint stream, out long received, out long limit)
    {
        var known = _ended.TryGetValue(stream, out var ended);
        (received, limit) = (ended.Received, ended.Limit);
        return known;
    }

    /// <summary>Everything is being said over this carrier.</summary>
    public void SaidOver(CarrierLink carrier)
    {
        foreach (var stream in _ended.Keys)
        {
            ref var ended = ref CollectionsMarshal.GetValueRefOrNullRef(_ended, stream);
            if (ended.Carrier is null or { IsLost: true })
                (ended.Carrier, ended.Ping) = (carrier, carrier.NextPing);
        }
    }

    /// <summary>The carrier has brought everything across that was sent before this PING.</summary>
    public void Arrived(CarrierLink carrier, ulong ping)
    {
        foreach (var (stream, ended) in _ended)
        {
            if (ended.Carrier == carrier && ended.Ping <= ping)
                _ended.Remove(stream);
        }
    }
}
