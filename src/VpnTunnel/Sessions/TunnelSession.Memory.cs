using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>Windows, memory, and who is waiting for them.</summary>
internal sealed partial class TunnelSession
{
    /// <summary>What a stream may always have under way, so that none starves.</summary>
    public const int LeastWindow = 4 * 1024;

    /// <summary>What a stream begins with while there is plenty of memory.</summary>
    public const int UsualWindow = 64 * 1024;

    /// <summary>What it begins with when a quarter of the memory is taken.</summary>
    public const int ScarceWindow = 16 * 1024;

    private readonly Queue<TunnelStream> _wantRoom = new();
    private readonly Queue<TunnelStream> _wantMemory = new();

    /// <summary>Round-trip time in milliseconds, 1 or more.</summary>
    internal long RttMs => Math.Max(1, RttMicroseconds / 1000);

    /// <summary>Streams that are over here and perhaps not there.</summary>
    internal EndedStreams Ended { get; } = new();

    /// <summary>Streams that were ended or refused here, of which the peer may not know.</summary>
    internal AbandonedStreams Abandoned { get; } = new();

    // So that ten thousand idle streams fit into the default memory, with credit each to begin with.
    private long InitialWindow => (ReceiveMemory.Used * 4 / ReceiveMemory.Capacity) switch
    {
        < 1 => Math.Min(UsualWindow, Settings.MaxWindow),
        < 3 => ScarceWindow,
        _ => LeastWindow,
    };

    /// <summary>Bytes that ends have taken.</summary>
    public long BytesDelivered { get; private set; }

    /// <summary>Bytes that had to be sent again after the loss of a carrier.</summary>
    public long BytesReplayed { get; private set; }

    /// <summary>Bytes that came twice and were dropped.</summary>
    public long BytesDuplicated { get; private set; }

    /// <summary>Streams ever opened.</summary>
    public long StreamsOpened { get; private set; }

    /// <summary>Streams that are over.</summary>
    public long StreamsEnded { get; private set; }

    /// <summary>Carriers lost.</summary>
    public long Losses => _losses;

    /// <summary>The next window of a stream that its window holds back.</summary>
    internal long GrownWindow(long window) =>
        ReceiveMemory.Used * 2 > ReceiveMemory.Capacity ? window : Math.Min(window * 2, Settings.MaxWindow);

    internal void CountDelivered(int bytes) => BytesDelivered += bytes;

    internal void Replayed(long bytes) => BytesReplayed += bytes;

    internal void Duplicated(int bytes) => BytesDuplicated += bytes;

    /// <summary>A stream has got room, which is offered to it when the present work is done.</summary>
    internal void QueueRoom(TunnelStream stream)
    {
        if (stream.IsInRoomQueue)
            return;
        stream.IsInRoomQueue = true;
        _wantRoom.Enqueue(stream);
    }

    /// <summary>A stream has found that there is no memory to send.</summary>
    internal void WaitForMemory(TunnelStream stream)
    {
        if (stream.WaitsForMemory)
            return;
        stream.WaitsForMemory = true;
        _wantMemory.Enqueue(stream);
    }

    /// <summary>Offers room to those who wait for it. Called by the carrier after it wrote or read.</summary>
    public void OfferRoom()
    {
        while (_wantRoom.TryDequeue(out var stream))
        {
            stream.IsInRoomQueue = false;
            stream.OfferRoom();
        }

        while (SendMemory.Left > 0 && _wantMemory.TryDequeue(out var stream))
        {
            stream.WaitsForMemory = false;
            stream.OfferRoom();
        }
    }
}
