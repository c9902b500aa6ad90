using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Tests.Server.Frontends;

/// <summary>What an agent in memory connects a stream to. Its members are for the loop's thread, but for what tests wait for.</summary>
internal sealed class TestTarget : IStreamEnd
{
    private readonly MemoryStream _received = new();
    private readonly Queue<byte[]> _toSend = new();

    public TunnelStream Stream { get; private set; } = null!;

    /// <summary>Whether it sends everything back, and ends when the client does.</summary>
    public bool Echoes { get; init; }

    /// <summary>Whether it takes nothing.</summary>
    public bool IsStalled { get; set; }

    public volatile bool GotFin;

    public volatile bool HasEnded;

    public ResetCode GotReset;

    public long Received
    {
        get
        {
            lock (_received)
                return _received.Length;
        }
    }

    /// <summary>Answers a dial with this target.</summary>
    public void Accept(TunnelStream stream)
    {
        (Stream, stream.End) = (stream, this);
        stream.AcceptOpen("10.250.0.2:10250");
    }

    public byte[] Bytes()
    {
        lock (_received)
            return _received.ToArray();
    }

    /// <summary>Sends as there is room.</summary>
    public void Send(byte[] bytes)
    {
        _toSend.Enqueue(bytes);
        OnSendRoom(Stream);
    }

    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes)
    {
        if (IsStalled)
            return 0;
        lock (_received)
            _received.Write(bytes);
        if (Echoes)
            Send(bytes.ToArray());
        return bytes.Length;
    }

    public void OnReceivedFin(TunnelStream stream)
    {
        GotFin = true;
        if (Echoes)
            stream.SendFin();
    }

    public void OnSendRoom(TunnelStream stream)
    {
        while (_toSend.TryPeek(out var bytes) && stream.SendRoom is > 0 and var room)
        {
            var length = Math.Min(room, bytes.Length);
            stream.Send(bytes.AsSpan(0, length));
            _toSend.Dequeue();
            if (length < bytes.Length)
            {
                // Back to the front.
                byte[][] others = [bytes[length..], .. _toSend];
                _toSend.Clear();
                foreach (var other in others)
                    _toSend.Enqueue(other);
            }
        }
    }

    public void OnReset(TunnelStream stream, ResetCode code) => GotReset = code;

    public void OnEnded(TunnelStream stream) => HasEnded = true;

    public void OnOpened(TunnelStream stream, string address)
    {
    }

    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message)
    {
    }
}
