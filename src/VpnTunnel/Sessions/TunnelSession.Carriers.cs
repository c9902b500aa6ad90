using System.Runtime.InteropServices;
using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>Carriers that come and go (protocol, section 5), and the clock.</summary>
internal sealed partial class TunnelSession
{
    private const int AckDelayMs = 20;
    private const int FirstCheckMs = 250;

    private readonly Queue<TunnelStream> _toAcknowledge = new();
    private IReadOnlyList<SourceRange> _advert = [];
    private IReadOnlyList<string> _members = [];
    private long _ackDueMs = long.MaxValue;
    private long _detachedMs;
    private long _readings;

    /// <summary>When it lost its last carrier; meaningful while it has none.</summary>
    public long DetachedMs => _detachedMs;

    /// <summary>
    /// Takes a carrier whose HELLO was read. An older one in its slot is given up. Sends RESUME, and what this side tells of itself.
    /// </summary>
    /// <param name="carrier">The carrier.</param>
    /// <param name="lossesAtHello">
    /// Agent: <see cref="Losses"/> when it sent its HELLO. The server wrote its RESUME some time after that, so of a stream that was orphaned
    /// later it may not have known yet.
    /// </param>
    public void Attach(CarrierLink carrier, long lossesAtHello = long.MaxValue)
    {
        if (_carriers.Find(c => c.Slot == carrier.Slot) is { } replaced)
            Lose(replaced);
        carrier.AttachedAt = Math.Min(lossesAtHello, _losses);
        _carriers.Add(carrier);
        SendResume(carrier, ResumeFrame.NoSlot, 0);
        if (_advert.Count > 0)
            carrier.SendAdvert(_advert);
        if (_members.Count > 0)
            carrier.SendMembers(_members);
        if (_goAway is { } notice)
            carrier.SendGoAway(notice.Reason, TimeSpan.FromMilliseconds(Math.Max(0, _goAwayDueMs - NowMs)), notice.Message);
        carrier.SendPing();
        ScheduleTick();
    }

    /// <summary>A carrier is gone, or is to go. Its streams wait for the peer to say what it has.</summary>
    public void Lose(CarrierLink carrier) => Remove(carrier, static c => c.Lose());

    /// <summary>A carrier is not wanted any more, though it stands: as <see cref="Lose"/>, but closed in order.</summary>
    public void Close(CarrierLink carrier) => Remove(carrier, static c => c.Close(GoAwayReason.None));

    private void Remove(CarrierLink carrier, Action<CarrierLink> leave)
    {
        if (!_carriers.Remove(carrier))
            return;
        var lost = new LostCarrier(carrier.Slot, carrier.Attempt, ++_losses);
        foreach (var stream in _streams.Values)
        {
            if (stream.Carrier == carrier)
                stream.Orphan(lost);
        }

        leave(carrier);
        // A copy: one that cannot take it is lost in its turn.
        foreach (var left in _carriers.ToArray())
            SendResume(left, carrier.Slot, carrier.Attempt);
        if (_carriers.Count == 0)
            _detachedMs = NowMs;
        ScheduleTick();
    }

    /// <summary>Does what is due: acknowledgements, PINGs, dead carriers, the end of the resume window.</summary>
    public void Tick()
    {
        if (IsEnded)
            return;
        if (NowMs >= _ackDueMs)
            Acknowledge();
        for (var i = _carriers.Count - 1; i >= 0; i--)
        {
            if (!_carriers[i].Check())
                Lose(_carriers[i]);
        }

        if (_carriers.Count == 0 && NowMs - _detachedMs >= (long)Settings.ResumeWindow.TotalMilliseconds)
            End(ResetCode.SessionLost);
        else
            ScheduleTick();
    }

    /// <summary>Acknowledges for a stream soon, unless something else takes the acknowledgement along.</summary>
    internal void QueueAck(TunnelStream stream)
    {
        if (stream.IsInAckQueue)
            return;
        stream.IsInAckQueue = true;
        _toAcknowledge.Enqueue(stream);
        if (_ackDueMs != long.MaxValue)
            return;
        _ackDueMs = NowMs + AckDelayMs;
        ScheduleTick();
    }

    /// <summary>
    /// A stream is ended at once: the peer may believe that it goes on until it has got the word, over the stream's carrier or another one.
    /// </summary>
    internal void Abandon(TunnelStream stream, OpenFailure failure)
    {
        if (!IsEnded)
            Abandoned.Add(stream.Id, failure, stream.Carrier);
    }

    /// <summary>A PONG: what was sent over the carrier before its PING is there.</summary>
    internal void Arrived(CarrierLink carrier, ulong ping)
    {
        Ended.Arrived(carrier, ping);
        Abandoned.Arrived(carrier, ping);
    }

    /// <summary>The peer makes more of us than it can be reading: it is not one of ours.</summary>
    internal void Overflow(CarrierLink carrier) => Lose(carrier);

    private void Acknowledge()
    {
        _ackDueMs = long.MaxValue;
        while (_toAcknowledge.TryDequeue(out var stream))
        {
            stream.IsInAckQueue = false;
            stream.AcknowledgeNow();
        }
    }

    private void ScheduleTick()
    {
        if (IsEnded)
            return;
        var due = _carriers.Count == 0 ? _detachedMs + (long)Settings.ResumeWindow.TotalMilliseconds : long.MaxValue;
        foreach (var carrier in _carriers)
            due = Math.Min(due, Math.Max(carrier.NextCheckMs, NowMs + FirstCheckMs));
        _host.ScheduleTick(this, Math.Min(due, _ackDueMs));
    }

    private void SendResume(CarrierLink carrier, byte lostSlot, uint lostAttempt)
    {
        var entries = new List<ResumeEntry>(_streams.Count + Ended.Count);
        foreach (var stream in _streams.Values)
            entries.Add(new ResumeEntry(stream.Id, stream.State == StreamState.Open, stream.Acknowledged, stream.Granted));
        foreach (var (stream, received, limit) in Ended.All)
            entries.Add(new ResumeEntry(stream, true, received, limit));
        Ended.SaidOver(carrier);
        var rest = CollectionsMarshal.AsSpan(entries);
        do
        {
            var part = rest[..Math.Min(rest.Length, ResumeFrame.MaxEntries)];
            rest = rest[part.Length..];
            carrier.SendResume(lostSlot, lostAttempt, part, last: rest.IsEmpty);
        }
        while (!rest.IsEmpty);
        foreach (var stream in Abandoned.Take(carrier))
            SayAbandoned(carrier, stream);
    }

    private void SayAbandoned(CarrierLink carrier, uint stream)
    {
        if (Role == SessionRole.Agent && Abandoned.TryGet(stream, out var failure))
            carrier.SendOpenFail(stream, failure, "");
        // The server may have taken it for open, from our RESUME: OPEN_FAIL says nothing to it then.
        carrier.SendReset(stream, ResetCode.Cancelled);
    }

    private FrameError OnResume(CarrierLink carrier, ReadOnlySpan<byte> payload, bool isLast)
    {
        var error = ResumeFrame.ReadHead(payload, out var lostSlot, out var lostAttempt, out var count);
        if (error != FrameError.None)
            return error;
        if (carrier.Reading == 0)
            carrier.Reading = ++_readings;
        if (_carriers.Find(c => c.Slot == lostSlot && c.Attempt == lostAttempt && c != carrier) is { } lost)
            Lose(lost);
        for (var i = 0; i < count; i++)
        {
            error = ResumeFrame.ReadEntry(payload, i, out var entry);
            if (error == FrameError.None)
                error = OnResumeEntry(carrier, entry);
            if (error != FrameError.None)
                return error;
        }

        if (isLast)
            EndResume(carrier, lostSlot, lostAttempt);
        return FrameError.None;
    }

    private FrameError OnResumeEntry(CarrierLink carrier, in ResumeEntry entry)
    {
        if (!_streams.TryGetValue(entry.Stream, out var stream))
        {
            OnUnknownListed(carrier, entry);
            return FrameError.None;
        }

        stream.ListedIn = carrier.Reading;
        if (entry.IsOpen && Role == SessionRole.Server)
            stream.OnOpenOk(entry.Limit, "");
        if (stream.State == StreamState.Ended)
            return FrameError.None;
        var error = stream.OnWindow(entry.Received, entry.Limit);
        if (error == FrameError.None && stream is { State: not StreamState.Ended, Carrier: null })
            stream.Use(carrier);
        return error;
    }

    private void OnUnknownListed(CarrierLink carrier, in ResumeEntry entry)
    {
        if (entry.IsOpen)
        {
            SayUnknown(carrier, entry.Stream);
        }
        else if (Abandoned.TryGet(entry.Stream, out _))
        {
            SayAbandoned(carrier, entry.Stream);
        }
    }

    private void EndResume(CarrierLink carrier, byte lostSlot, uint lostAttempt)
    {
        var isFirst = !carrier.HasResumed;
        carrier.HasResumed = true;
        foreach (var stream in _streams.Values.ToArray())
        {
            if (stream.Carrier is not null || stream.ListedIn == carrier.Reading || stream.IsSettled)
                continue;
            var lost = stream.OrphanOf;
            // Only of a stream that was orphaned before the peer wrote this does its absence tell anything.
            if (!(isFirst && lost.Sequence <= carrier.AttachedAt) && (lost.Slot, lost.Attempt) != (lostSlot, lostAttempt))
                continue;
            if (Role == SessionRole.Server && stream.State == StreamState.Opening)
            {
                stream.Use(carrier);
                stream.AskOpen();
            }
            else
            {
                stream.Fail(ResetCode.SessionLost);
            }
        }

        carrier.Reading = 0;
        if (isFirst)
            Resumes++;
    }

    /// <summary>Carriers that joined and told what they know.</summary>
    public long Resumes { get; private set; }
}
