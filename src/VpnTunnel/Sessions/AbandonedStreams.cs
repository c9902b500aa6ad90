using System.Runtime.InteropServices;
using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>
/// Streams that this side has ended at once, or refused, while the peer may not have got the word: there was no carrier for it, or it could have been on one
/// that is lost. Each is said again over the next carrier, until a PONG shows that one has brought it across.
/// </summary>
internal sealed class AbandonedStreams
{
    // Two seconds of eight thousand ends each. What is beyond is not remembered: a loss just then leaves the peer to its own time-outs.
    private const int Max = 16_384;

    private readonly Dictionary<uint, Abandoned> _abandoned = [];

    private record struct Abandoned(OpenFailure Failure, CarrierLink? Carrier, ulong Ping);

    /// <summary>How many are remembered.</summary>
    public int Count => _abandoned.Count;

    /// <summary>Remembers one.</summary>
    /// <param name="stream">Its number.</param>
    /// <param name="failure">What an OPEN for it is answered with.</param>
    /// <param name="carrier">The carrier that the word goes over now; null for none.</param>
    public void Add(uint stream, OpenFailure failure, CarrierLink? carrier)
    {
        if (_abandoned.Count < Max)
            _abandoned[stream] = new Abandoned(failure, carrier, carrier?.NextPing ?? 0);
    }

    /// <summary>What an OPEN for it is answered with; false where it is none of these.</summary>
    public bool TryGet(uint stream, out OpenFailure failure)
    {
        var known = _abandoned.TryGetValue(stream, out var abandoned);
        failure = abandoned.Failure;
        return known;
    }

    /// <summary>Those that no living carrier is bringing across. They are to be said over this one, now.</summary>
    public IReadOnlyList<uint> Take(CarrierLink carrier)
    {
        List<uint> unsaid = [];
        foreach (var stream in _abandoned.Keys)
        {
            ref var abandoned = ref CollectionsMarshal.GetValueRefOrNullRef(_abandoned, stream);
            if (abandoned.Carrier is not (null or { IsLost: true }))
                continue;
            (abandoned.Carrier, abandoned.Ping) = (carrier, carrier.NextPing);
            unsaid.Add(stream);
        }

        return unsaid;
    }

    /// <summary>The carrier has brought everything across that was sent before this PING.</summary>
    public void Arrived(CarrierLink carrier, ulong ping)
    {
        foreach (var (stream, abandoned) in _abandoned)
        {
            if (abandoned.Carrier == carrier && abandoned.Ping <= ping)
                _abandoned.Remove(stream);
        }
    }
}
