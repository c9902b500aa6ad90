using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>
/// One relayed connection within a session. What is to be sent is kept here until the peer has it, so that the stream goes on where it was when
/// the carrier under it is lost. One thread; pure: no sockets.
/// </summary>
internal sealed partial class TunnelStream
{
    /// <summary>Makes a stream that is opening.</summary>
    /// <param name="session">Whose it is.</param>
    /// <param name="id">Its number.</param>
    /// <param name="request">What it leads to.</param>
    /// <param name="window">Credit for the peer's bytes to begin with; the session has reserved it.</param>
    public TunnelStream(TunnelSession session, uint id, OpenRequest request, long window)
    {
        (Session, Id, Request) = (session, id, request);
        (_window, _granted, _reserved) = (window, window, window);
        _class = request.Class;
    }

    /// <summary>Whose it is.</summary>
    public TunnelSession Session { get; }

    /// <summary>Its number in the protocol.</summary>
    public uint Id { get; }

    /// <summary>What it leads to.</summary>
    public OpenRequest Request { get; }

    /// <summary>What is at this side's end; set before anything can come.</summary>
    public IStreamEnd End { get; set; } = null!;

    /// <summary>Where it is in its life.</summary>
    public StreamState State { get; private set; }

    /// <summary>The address that the agent dialled; empty before, and where the answer was lost with a carrier.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The carrier that it uses now; null while it has none.</summary>
    public CarrierLink? Carrier { get; private set; }

    /// <summary>Agent: the connection stands.</summary>
    public void AcceptOpen(string address)
    {
        if (State != StreamState.Opening)
            return;
        (State, Address) = (StreamState.Open, address);
        _owesAnswer = true;
        QueueControl();
    }

    /// <summary>Agent: there is no connection. The stream is gone.</summary>
    public void RefuseOpen(OpenFailure failure, string message)
    {
        if (State != StreamState.Opening)
            return;
        Carrier?.SendOpenFail(Id, failure, message);
        Session.Abandon(this, failure);
        Forget();
    }

    /// <summary>Ends both directions at once, without a word to <see cref="End"/>. Nothing that waits is sent.</summary>
    public void Abort(ResetCode code)
    {
        if (State == StreamState.Ended)
            return;
        Carrier?.SendReset(Id, code);
        Session.Abandon(this, OpenFailure.ResetDuringDial);
        Forget();
    }

    /// <summary>Ends it and tells <see cref="End"/>: the peer does not know it any more, or nobody will ever come back.</summary>
    internal void Fail(ResetCode code)
    {
        if (State == StreamState.Ended)
            return;
        var wasOpening = State == StreamState.Opening;
        Forget();
        if (wasOpening && Session.Role == SessionRole.Server)
            End.OnOpenFailed(this, OpenFailure.AgentLost, "the agent was lost while it dialled");
        else
            End.OnReset(this, code);
    }

    /// <summary>Server: the agent has connected. Said twice it counts once.</summary>
    internal void OnOpenOk(long limit, string address)
    {
        if (State == StreamState.Ended)
            return;
        RaiseLimit(limit);
        if (State != StreamState.Opening)
            return;
        (State, Address, _owesOpen) = (StreamState.Open, address, false);
        End.OnOpened(this, address);
    }

    /// <summary>Server: the agent could not connect.</summary>
    internal void OnOpenFail(OpenFailure failure, string message)
    {
        if (State != StreamState.Opening)
            return;
        Forget();
        End.OnOpenFailed(this, failure, message);
    }

    /// <summary>Agent: the server asks again, since it may not have got the answer.</summary>
    internal void RepeatAnswer()
    {
        _owesAnswer = State == StreamState.Open;
        if (_owesAnswer)
            QueueControl();
    }

    /// <summary>Puts it on a carrier, from where the peer's acknowledgements ended.</summary>
    internal void Use(CarrierLink carrier)
    {
        Carrier = carrier;
        carrier.Streams++;
        Rewind();
        if (_owesOpen || _owesAnswer || _owesWindow)
            QueueControl();
        if (HasOutput)
            QueueData();
    }

    /// <summary>Server: OPEN is to be sent (again).</summary>
    internal void AskOpen()
    {
        _owesOpen = true;
        QueueControl();
    }

    /// <summary>Its carrier is lost. It waits for the peer to say what it has.</summary>
    internal void Orphan(in LostCarrier lost)
    {
        Carrier = null;
        (OrphanOf, IsInControlQueue, IsInDataQueue) = (lost, false, false);
        // The answer is repeated when asked for; windows are in RESUME.
        (_owesAnswer, _owesWindow) = (false, false);
    }

    /// <summary>The carrier whose loss left it without one.</summary>
    internal LostCarrier OrphanOf { get; private set; }

    /// <summary>In which reading of a RESUME it was last listed.</summary>
    internal long ListedIn { get; set; }

    private void Forget()
    {
        State = StreamState.Ended;
        ReleaseSending();
        ReleaseReceiving();
        if (Carrier is { } carrier)
            carrier.Streams--;
        Carrier = null;
        Session.Remove(this);
    }
}
