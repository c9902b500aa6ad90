using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

/// <summary>An end that sends a pattern and checks that it gets the other side's pattern, every byte once.</summary>
internal sealed class TestEnd(int key) : IStreamEnd
{
    private long _wanted;
    private bool _finWanted;
    private bool _resetWanted;

    public TunnelStream Stream { get; set; } = null!;

    public bool IsOpened { get; private set; }

    public OpenFailure Failure { get; private set; }

    public bool IsBlocked { get; set; }

    public bool TakesNothing { get; set; }

    public long Received { get; private set; }

    public long Sent { get; private set; }

    public bool GotFin { get; private set; }

    public ResetCode GotReset { get; private set; }

    public bool HasEnded { get; private set; }

    public bool Aborted { get; private set; }

    public bool IsOver => HasEnded || Aborted || Failure != OpenFailure.None || GotReset != ResetCode.None || _resetWanted;

    public bool WantsFin => _finWanted;

    public bool WantsReset => _resetWanted;

    public long Wanted => _wanted;

    /// <summary>Sends so many more bytes, as there is room.</summary>
    public void Want(long bytes)
    {
        if (_finWanted || _resetWanted)
            return;
        _wanted += bytes;
        Push();
    }

    public void WantFin()
    {
        _finWanted = true;
        Push();
    }

    public void WantReset()
    {
        if (IsOver || !IsOpened)
            return;
        // The source failed: what was sent before counts.
        (_resetWanted, _wanted) = (true, Sent);
        Stream.SendReset(ResetCode.EndpointReset);
    }

    public void Abort()
    {
        if (IsOver)
            return;
        Aborted = true;
        Stream.Abort(ResetCode.Cancelled);
    }

    public void Unblock()
    {
        IsBlocked = false;
        if (!IsOver && IsOpened)
            Stream.DeliverPending();
    }

    public void OnOpened(TunnelStream stream, string address)
    {
        Assert.False(IsOpened);
        Begin();
    }

    /// <summary>The stream is open: what was wanted before is sent.</summary>
    public void Begin()
    {
        IsOpened = true;
        Push();
    }

    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message) => Failure = failure;

    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes)
    {
        Assert.False(IsOver || GotFin);
        if (TakesNothing)
            return 0;
        var taken = IsBlocked ? bytes.Length / 3 : bytes.Length;
        for (var i = 0; i < taken; i++)
        {
            if (bytes[i] != Pattern(-key, Received + i))
                Assert.Fail($"byte {Received + i} is not the one that was sent");
        }

        Received += taken;
        return taken;
    }

    public void OnReceivedFin(TunnelStream stream)
    {
        Assert.False(GotFin);
        GotFin = true;
    }

    public void OnSendRoom(TunnelStream stream) => Push();

    public void OnReset(TunnelStream stream, ResetCode code)
    {
        Assert.Equal(ResetCode.None, GotReset);
        GotReset = code;
    }

    public void OnEnded(TunnelStream stream)
    {
        Assert.False(HasEnded);
        HasEnded = true;
    }

    private void Push()
    {
        if (!IsOpened || IsOver)
            return;
        Span<byte> bytes = stackalloc byte[4096];
        while (Sent < _wanted && Stream.SendRoom is > 0 and var room)
        {
            var part = bytes[..(int)Math.Min(Math.Min(room, bytes.Length), _wanted - Sent)];
            for (var i = 0; i < part.Length; i++)
                part[i] = Pattern(key, Sent + i);
            Sent += part.Length;
            Stream.Send(part);
        }

        if (_finWanted && Sent == _wanted)
            Stream.SendFin();
    }

    private static byte Pattern(int key, long offset) => (byte)((offset * 31) + (offset >> 8) + key);
}
