using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>The direction from this side to the peer.</summary>
internal sealed partial class TunnelStream
{
    /// <summary>Most bytes that wait for their turn on the carrier. Credit may be megabytes; more waiting bytes would only cost memory.</summary>
    public const int MaxUnsent = 256 * 1024;

    /// <summary>Bytes within <see cref="BulkTimeMs"/> that make a stream bulk.</summary>
    public const int BulkBytes = 1024 * 1024;

    private const int BulkTimeMs = 250;

    private ByteQueue _out;
    private long _sent;
    private long _everSent;
    private long _limit;
    private EndMarker _marker;
    private ResetCode _markerCode;
    private bool _markerSent;
    private bool _markerEverSent;
    private bool _markerAcked;
    private bool _wantsRoom;
    private StreamClass _class;
    private long _classSinceMs;
    private int _classBytes;

    /// <summary>Bytes that were ever given to <see cref="Send"/>.</summary>
    public long BytesSent => _out.End;

    /// <summary>Bytes that are kept since the peer has not acknowledged them.</summary>
    public long BytesKept => _out.End - _out.Start;

    /// <summary>How many bytes may be sent now. Who finds 0 is told by <see cref="IStreamEnd.OnSendRoom"/> when that changes.</summary>
    public int SendRoom
    {
        get
        {
            if (State != StreamState.Open || _marker != EndMarker.None)
                return 0;
            var room = RoomWithoutBudget;
            if (room > 0 && Session.SendMemory.Left <= 0)
                Session.WaitForMemory(this);
            room = Math.Min(room, Session.SendMemory.Left);
            _wantsRoom = room <= 0;
            return (int)Math.Max(room, 0);
        }
    }

    /// <summary>Whether it is waiting in the session's queue for memory.</summary>
    internal bool WaitsForMemory { get; set; }

    /// <summary>Whether it is in a carrier's queue of streams with bytes to send.</summary>
    internal bool IsInDataQueue { get; set; }

    /// <summary>Whether it is in the session's queue of those that are to be offered room.</summary>
    internal bool IsInRoomQueue { get; set; }

    /// <summary>Which queue it belongs to.</summary>
    internal StreamClass Class => _class;

    private long RoomWithoutBudget => Math.Min(_limit - _out.End, MaxUnsent - (_out.End - _sent));

    private bool HasOutput => _sent < _out.End || (_marker != EndMarker.None && !_markerSent);

    /// <summary>Sends bytes, at most <see cref="SendRoom"/> of them. They are copied.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (State != StreamState.Open || _marker != EndMarker.None || bytes.IsEmpty)
            return;
        if (bytes.Length > RoomWithoutBudget || !Session.SendMemory.TryTake(bytes.Length))
            throw new InvalidOperationException("More was sent than there was room for.");
        _out.Append(Session.Chunks, bytes);
        QueueData();
    }

    /// <summary>Ends this direction properly.</summary>
    public void SendFin() => SendMarker(EndMarker.Fin, ResetCode.None);

    /// <summary>
    /// Ends this direction behind the bytes that were sent, since their source failed. What the peer still sends is dropped, and
    /// <see cref="End"/> is told nothing more.
    /// </summary>
    public void SendReset(ResetCode code)
    {
        if (State != StreamState.Open || _marker == EndMarker.Reset)
            return;
        if (_marker == EndMarker.Fin || _inMarker == EndMarker.Reset)
        {
            Abort(code);
            return;
        }

        End = NoEnd.Instance;
        SendMarker(EndMarker.Reset, code);
        DeliverPending();
    }

    /// <summary>Tells its end that there is room, if it waits for that and there is.</summary>
    internal void OfferRoom()
    {
        if (State != StreamState.Open || !_wantsRoom || SendRoom == 0)
            return;
        _wantsRoom = false;
        End.OnSendRoom(this);
    }

    /// <summary>Writes what is next of bytes and marker: one frame, or, with bulk, as many as fit. The destination has room for a head and more.</summary>
    /// <returns>Bytes written. More may be waiting: <see cref="IsInDataQueue"/> is set again then.</returns>
    internal int WriteData(Span<byte> destination)
    {
        IsInDataQueue = false;
        var at = WriteFrame(destination);
        while (_class == StreamClass.Bulk && HasOutput && destination.Length - at >= CarrierLink.WorthwhileRoom)
            at += WriteFrame(destination[at..]);
        if (HasOutput)
            QueueData();
        return at;
    }

    private int WriteFrame(Span<byte> destination)
    {
        var at = 0;
        var length = (int)Math.Min(Math.Min(_out.End - _sent, FrameHeader.MaxData), destination.Length - StreamFrames.DataHead);
        if (length > 0)
        {
            StreamFrames.WriteDataHead(destination, Id, _sent, length);
            _out.CopyTo(_sent, destination.Slice(StreamFrames.DataHead, length));
            at = StreamFrames.DataHead + length;
            Advance(length);
        }

        if (_marker != EndMarker.None && !_markerSent && _sent == _out.End && destination.Length - at >= StreamFrames.ResetFrame)
            at += WriteMarker(destination[at..]);
        return at;
    }

    /// <summary>The peer's acknowledgement and credit.</summary>
    internal FrameError OnWindow(long received, long limit)
    {
        if (received > _everSent + (_markerEverSent ? 1 : 0))
            return FrameError.AckInvalid;
        Acknowledge(received);
        RaiseLimit(limit);
        EndIfDone();
        return FrameError.None;
    }

    private void Acknowledge(long received)
    {
        var acked = Math.Min(received, _out.End);
        if (acked > _out.Start)
        {
            Session.SendMemory.Return(acked - _out.Start);
            _out.DropTo(Session.Chunks, acked);
            _sent = Math.Max(_sent, acked);
        }

        if (received > _out.End && _marker != EndMarker.None)
            _markerSent = _markerAcked = true;
    }

    private void RaiseLimit(long limit)
    {
        if (limit <= _limit)
            return;
        _limit = limit;
        if (_wantsRoom)
            Session.QueueRoom(this);
    }

    private void Advance(int length)
    {
        var now = Session.NowMs;
        if (now - _classSinceMs > BulkTimeMs)
        {
            _class = _classBytes > BulkBytes ? StreamClass.Bulk : Request.Class;
            (_classSinceMs, _classBytes) = (now, 0);
        }

        _classBytes += length;
        if (_classBytes > BulkBytes)
            _class = StreamClass.Bulk;
        _sent += length;
        _everSent = Math.Max(_everSent, _sent);
        if (_wantsRoom)
            Session.QueueRoom(this);
    }

    private int WriteMarker(Span<byte> destination)
    {
        _markerSent = _markerEverSent = true;
        return _marker == EndMarker.Fin
            ? StreamFrames.WriteFin(destination, Id, _out.End)
            : StreamFrames.WriteReset(destination, Id, _markerCode, _out.End, inOrder: true);
    }

    private void SendMarker(EndMarker marker, ResetCode code)
    {
        if (State != StreamState.Open || _marker != EndMarker.None)
            return;
        (_marker, _markerCode) = (marker, code);
        QueueData();
    }

    private void Rewind()
    {
        Session.Replayed(_sent - _out.Start);
        _sent = _out.Start;
        _markerSent = _markerAcked;
    }

    private void QueueData()
    {
        if (IsInDataQueue || Carrier is null)
            return;
        IsInDataQueue = true;
        Carrier.QueueData(this);
    }

    private void ReleaseSending()
    {
        Session.SendMemory.Return(_out.End - _out.Start);
        _out.Clear(Session.Chunks);
    }
}
