using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>
/// One carrier as its session sees it: what waits to be sent over it, and whether it is alive. Frames of the session go first, then what
/// streams have to say about themselves, then interactive bytes, then bulk. Within a class streams take turns: of one DATA frame, or, with bulk, of
/// the buffer, so that what the peer has to hand on lies together (see <see cref="DataRun"/>).
/// </summary>
internal sealed partial class CarrierLink
{
    // What a well-behaved peer can never fill: resets of every stream it might have, or RESUME for all of them.
    private const int MaxFrameBytes = 2 * 1024 * 1024;

    // An idle carrier holds no more than this.
    private const int KeptFrameBytes = 4096;

    /// <summary>With less room in a buffer, a DATA frame is put off to the next one.</summary>
    public const int WorthwhileRoom = 1024;

    private readonly ICarrier _carrier;
    private readonly Queue<TunnelStream> _control = new();
    private readonly Queue<TunnelStream> _interactive = new();
    private readonly Queue<TunnelStream> _bulk = new();
    private byte[] _frames = [];
    private int _framesStart;
    private int _framesEnd;

    /// <summary>Makes a link; it is the session's from <see cref="TunnelSession.Attach"/> on.</summary>
    public CarrierLink(TunnelSession session, ICarrier carrier, byte slot, uint attempt)
    {
        (Session, _carrier, Slot, Attempt) = (session, carrier, slot, attempt);
        BeginLiveness();
    }

    /// <summary>Whose it is.</summary>
    public TunnelSession Session { get; }

    /// <summary>Its slot.</summary>
    public byte Slot { get; }

    /// <summary>Its attempt.</summary>
    public uint Attempt { get; }

    /// <summary>Streams that use it.</summary>
    public int Streams { get; internal set; }

    /// <summary>Whether the session has let go of it.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Streams that wait for their turn.</summary>
    public int Backlog => _interactive.Count + _bulk.Count;

    /// <summary>Bytes that wait behind each other for this carrier alone: the session's frames, and what the carrier has taken and not sent. What streams have is theirs.</summary>
    public int QueuedBytes => _framesEnd - _framesStart + _carrier.UnsentBytes;

    /// <summary>Whether <see cref="Write"/> would write anything.</summary>
    public bool HasOutput => _framesEnd > _framesStart || _control.Count > 0 || Backlog > 0;

    /// <summary>The session's count of losses that the peer's first RESUME certainly knows of.</summary>
    internal long AttachedAt { get; set; }

    /// <summary>Whether the first RESUME, which belongs to the attachment, has been read to its end.</summary>
    internal bool HasResumed { get; set; }

    /// <summary>The number of the RESUME that is being read; 0 between two.</summary>
    internal long Reading { get; set; }

    /// <summary>Writes what comes next into a buffer that has room for a frame of any size, or more.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> buffer)
    {
        var at = WriteFrames(buffer);
        while (buffer.Length - at >= TunnelStream.MaxControl && TryTake(_control, out var stream))
            at += stream.WriteControl(buffer[at..]);
        while (buffer.Length - at >= WorthwhileRoom && (TryTake(_interactive, out var stream) || TryTake(_bulk, out stream)))
            at += stream.WriteData(buffer[at..]);
        return at;
    }

    /// <summary>A stream has something to say about itself.</summary>
    internal void QueueControl(TunnelStream stream)
    {
        _control.Enqueue(stream);
        _carrier.RequestSend();
    }

    /// <summary>A stream has bytes or a marker to send.</summary>
    internal void QueueData(TunnelStream stream)
    {
        (stream.Class == StreamClass.Bulk ? _bulk : _interactive).Enqueue(stream);
        _carrier.RequestSend();
    }

    /// <summary>Sends HELLO of the server.</summary>
    internal void SendHello(ServerHello hello) => Commit(hello.Write(Reserve(ServerHello.MaxFrame)));

    /// <summary>Sends RST, at once.</summary>
    internal void SendReset(uint stream, ResetCode code) =>
        Commit(StreamFrames.WriteReset(Reserve(StreamFrames.ResetFrame), stream, code, 0, inOrder: false));

    /// <summary>Sends WINDOW for a stream that is about to be forgotten.</summary>
    internal void SendWindow(uint stream, long received, long limit) =>
        Commit(StreamFrames.WriteWindow(Reserve(StreamFrames.WindowFrame), stream, received, limit));

    /// <summary>Sends OPEN_FAIL.</summary>
    internal void SendOpenFail(uint stream, OpenFailure failure, string message) =>
        Commit(OpenAnswerFrames.WriteFail(Reserve(OpenAnswerFrames.MaxFrame), stream, failure, message));

    /// <summary>Sends GOAWAY.</summary>
    internal void SendGoAway(GoAwayReason reason, TimeSpan time, string message) =>
        Commit(SessionFrames.WriteGoAway(Reserve(SessionFrames.MaxGoAwayFrame), reason, time, message));

    /// <summary>Sends ADVERT.</summary>
    internal void SendAdvert(IReadOnlyList<Shared.Addressing.SourceRange> prefixes) =>
        Commit(SessionFrames.WriteAdvert(Reserve(SessionFrames.MaxAdvertFrame), prefixes));

    /// <summary>Sends MEMBERS.</summary>
    internal void SendMembers(IReadOnlyList<string> ids) =>
        Commit(SessionFrames.WriteMembers(Reserve(SessionFrames.MaxMembersFrame), ids));

    /// <summary>Sends one part of RESUME.</summary>
    internal void SendResume(byte lostSlot, uint lostAttempt, ReadOnlySpan<ResumeEntry> entries, bool last) =>
        Commit(ResumeFrame.Write(Reserve(ResumeFrame.Length(entries.Length)), lostSlot, lostAttempt, entries, last));

    /// <summary>Lets go of everything that waits. Streams learn of it by <see cref="TunnelStream.Orphan"/>.</summary>
    internal void Lose()
    {
        LetGo();
        _carrier.Abandon();
    }

    /// <summary>Lets go of everything that waits, and has the carrier closed in order.</summary>
    /// <param name="reason">What the peer is told; None for nothing.</param>
    internal void Close(GoAwayReason reason)
    {
        LetGo();
        _carrier.Close(reason);
    }

    private void LetGo()
    {
        IsLost = true;
        Streams = 0;
        _control.Clear();
        _interactive.Clear();
        _bulk.Clear();
        (_frames, _framesStart, _framesEnd) = ([], 0, 0);
    }

    private bool TryTake(Queue<TunnelStream> queue, out TunnelStream stream)
    {
        while (queue.TryDequeue(out stream!))
        {
            if (stream.State != StreamState.Ended && stream.Carrier == this)
                return true;
        }

        return false;
    }

    private int WriteFrames(Span<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _framesEnd - _framesStart);
        if (taken == 0)
            return 0;
        _frames.AsSpan(_framesStart, taken).CopyTo(buffer);
        _framesStart += taken;
        if (_framesStart == _framesEnd)
            (_frames, _framesStart, _framesEnd) = (_frames.Length > KeptFrameBytes ? [] : _frames, 0, 0);
        return taken;
    }

    private Span<byte> Reserve(int length)
    {
        if (_frames.Length - _framesEnd >= length)
            return _frames.AsSpan(_framesEnd, length);
        var waiting = _framesEnd - _framesStart;
        if (waiting + length > MaxFrameBytes)
            Session.Overflow(this);
        // What is written for a lost carrier goes nowhere.
        if (IsLost)
            return new byte[length];
        var target = _frames.Length >= waiting + length && _framesStart >= _frames.Length / 2
            ? _frames
            : new byte[Math.Max(KeptFrameBytes, (waiting + length) * 2)];
        _frames.AsSpan(_framesStart, waiting).CopyTo(target);
        (_frames, _framesStart, _framesEnd) = (target, 0, waiting);
        return _frames.AsSpan(_framesEnd, length);
    }

    private void Commit(int length)
    {
        if (IsLost)
            return;
        _framesEnd += length;
        _carrier.RequestSend();
    }
}
