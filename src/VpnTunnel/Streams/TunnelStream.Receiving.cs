using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>The direction from the peer to this side, and the frames that are not data.</summary>
internal sealed partial class TunnelStream
{
    /// <summary>Room that <see cref="WriteControl"/> needs.</summary>
    public const int MaxControl = OpenFrame.MaxFrame + StreamFrames.WindowFrame;

    // On a long way a window comes in one burst. What is behind the last whole part of it waits for the next acknowledgement to be credited.
    private const int GrantParts = 4;

    private ByteQueue _in;
    private long _received;
    private long _granted;
    private long _window;
    private long _reserved;
    private long _announced;
    private long _epochMs;
    private long _epochBytes;
    private EndMarker _inMarker;
    private ResetCode _inCode;
    private bool _isBlocked;
    private bool _finDelivered;
    private bool _owesOpen;
    private bool _owesAnswer;
    private bool _owesWindow;

    /// <summary>Bytes received, each counted once.</summary>
    public long BytesReceived => _received;

    /// <summary>Bytes received that its end has not taken yet.</summary>
    public long BytesHeld => _in.End - _in.Start;

    /// <summary>What the peer is told to have arrived: the marker counts for one.</summary>
    internal long Acknowledged => _received + (_inMarker == EndMarker.None ? 0 : 1);

    /// <summary>What the peer may send up to.</summary>
    internal long Granted => _granted;

    /// <summary>
    /// Whether it needs nothing of the peer any more, which may have forgotten it: all that was to come is here, and waits only for a slow end to take it, and
    /// all that was sent has arrived, or is no use to anybody.
    /// </summary>
    internal bool IsSettled => _inMarker == EndMarker.Reset || (_inMarker == EndMarker.Fin && _markerAcked);

    /// <summary>Whether it is in a carrier's queue of streams with something to say about themselves.</summary>
    internal bool IsInControlQueue { get; set; }

    /// <summary>Whether the session will acknowledge for it soon.</summary>
    internal bool IsInAckQueue { get; set; }

    /// <summary>Its end has room again: offers what is held, and then what comes.</summary>
    public void DeliverPending()
    {
        _isBlocked = false;
        while (!_in.IsEmpty && !_isBlocked && State == StreamState.Open)
        {
            var offered = _in.First;
            var taken = End.OnReceived(this, offered);
            if (State != StreamState.Open)
                return;
            _isBlocked = taken < offered.Length;
            _in.DropTo(Session.Chunks, _in.Start + taken);
            Consumed(taken);
        }

        DeliverMarker();
    }

    /// <summary>DATA.</summary>
    internal FrameError OnData(long offset, ReadOnlySpan<byte> data)
    {
        if (State != StreamState.Open)
            return FrameError.OutOfOrder;
        if (offset > _received)
            return FrameError.Gap;
        var known = _received - offset;
        if (known >= data.Length)
        {
            Session.Duplicated(data.Length);
            return FrameError.None;
        }

        Session.Duplicated((int)known);
        data = data[(int)known..];
        if (_inMarker != EndMarker.None)
            return FrameError.BeyondEnd;
        if (_received + data.Length > _granted)
            return FrameError.CreditExceeded;
        _received += data.Length;
        Session.QueueAck(this);
        Deliver(data);
        return FrameError.None;
    }

    /// <summary>FIN, or RST behind the bytes.</summary>
    internal FrameError OnMarker(EndMarker marker, ResetCode code, long offset)
    {
        if (State != StreamState.Open)
            return FrameError.OutOfOrder;
        if (offset > _received)
            return FrameError.Gap;
        if (offset < _received)
            return FrameError.BeyondEnd;
        if (_inMarker != EndMarker.None)
            return FrameError.None;
        (_inMarker, _inCode) = (marker, code);
        OweWindow();
        DeliverMarker();
        return FrameError.None;
    }

    /// <summary>Says what there is to say: OPEN or its answer, and WINDOW.</summary>
    internal int WriteControl(Span<byte> destination)
    {
        IsInControlQueue = false;
        var at = 0;
        if (_owesOpen)
            at += OpenFrame.Write(destination, Id, Request, _granted);
        else if (_owesAnswer)
            at += OpenAnswerFrames.WriteOk(destination, Id, _granted, Address);
        if (_owesWindow)
            at += StreamFrames.WriteWindow(destination[at..], Id, Acknowledged, _granted);
        (_owesOpen, _owesAnswer, _owesWindow, _announced) = (false, false, false, Acknowledged);
        return at;
    }

    /// <summary>Acknowledges what was not acknowledged yet, and gives credit along with it for all that was taken.</summary>
    internal void AcknowledgeNow()
    {
        if (State != StreamState.Open || _announced == Acknowledged)
            return;
        if (_inMarker == EndMarker.None)
        {
            Grant(least: 1);
            Reserve();
        }

        OweWindow();
    }

    private void Deliver(ReadOnlySpan<byte> data)
    {
        var taken = 0;
        if (!_isBlocked)
        {
            taken = End.OnReceived(this, data);
            if (State != StreamState.Open)
                return;
            _isBlocked = taken < data.Length;
            if (taken > 0)
                _in.DropTo(Session.Chunks, _received - data.Length + taken);
        }

        _in.Append(Session.Chunks, data[taken..]);
        if (taken > 0)
            Consumed(taken);
    }

    private void DeliverMarker()
    {
        if (State != StreamState.Open || _inMarker == EndMarker.None || !_in.IsEmpty || _isBlocked || _finDelivered)
            return;
        _finDelivered = true;
        if (_inMarker == EndMarker.Fin)
        {
            End.OnReceivedFin(this);
            EndIfDone();
            return;
        }

        // Whoever failed there waits for nothing but this acknowledgement.
        if (_announced != Acknowledged)
            Carrier?.SendWindow(Id, Acknowledged, _granted);
        Session.Ended.Add(Id, Acknowledged, _granted, Carrier);
        var code = _inCode;
        Forget();
        End.OnReset(this, code);
    }

    private void EndIfDone()
    {
        if (State != StreamState.Open || !_markerAcked || !(_finDelivered || _marker == EndMarker.Reset))
            return;
        if (_owesWindow)
            Carrier?.SendWindow(Id, Acknowledged, _granted);
        Session.Ended.Add(Id, Acknowledged, _granted, Carrier);
        Forget();
        End.OnEnded(this);
    }

    private void Consumed(int bytes)
    {
        Session.CountDelivered(bytes);
        GrowWindow(bytes);
        if (_inMarker == EndMarker.None)
            Grant(_window / GrantParts);
        Reserve();
    }

    /// <summary>
    /// A sender that the window holds back uses all of it in one round trip: where it used half, the window is doubled. Measured in whole
    /// round trips, so that it does not matter how long one takes.
    /// </summary>
    private void GrowWindow(int bytes)
    {
        _epochBytes += bytes;
        var now = Session.NowMs;
        if (now - _epochMs < Session.RttMs)
            return;
        if (_epochBytes * 2 >= _window)
            _window = Session.GrownWindow(_window);
        (_epochMs, _epochBytes) = (now, 0);
    }

    private void Grant(long least)
    {
        var wanted = _in.Start + _window - _granted;
        if (wanted < least)
            return;
        // What is reserved already needs no more memory; the rest is what the session can spare.
        var outstanding = _granted - _in.Start;
        var free = Session.ReceiveMemory.Left + _reserved - outstanding;
        var more = Math.Min(wanted, free);
        if (more < Math.Min(wanted, TunnelSession.LeastWindow / 2))
            return;
        _granted += more;
        OweWindow();
    }

    private void Reserve()
    {
        var needed = _inMarker == EndMarker.None ? Math.Max(TunnelSession.LeastWindow, _granted - _in.Start) : _in.End - _in.Start;
        if (needed <= _reserved)
            Session.ReceiveMemory.Return(_reserved - needed);
        else if (!Session.ReceiveMemory.TryTake(needed - _reserved))
            throw new InvalidOperationException("More was credited than there is memory for.");
        _reserved = needed;
    }

    private void OweWindow()
    {
        _owesWindow = true;
        QueueControl();
    }

    private void QueueControl()
    {
        if (IsInControlQueue || Carrier is null)
            return;
        IsInControlQueue = true;
        Carrier.QueueControl(this);
    }

    private void ReleaseReceiving()
    {
        Session.ReceiveMemory.Return(_reserved);
        _reserved = 0;
        _in.Clear(Session.Chunks);
    }
}
