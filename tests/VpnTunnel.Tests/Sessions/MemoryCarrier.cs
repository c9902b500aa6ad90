using Connectivity.Shared;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

/// <summary>One side's end of a carrier that is bytes in memory, which move only when told to.</summary>
internal sealed class MemoryCarrier : ICarrier
{
    private readonly byte[] _buffer = new byte[2 * FrameHeader.MaxFrame];
    private readonly List<byte> _onTheWay = [];
    private readonly List<byte> _received = [];

    /// <summary>The session's view of it; null until it is attached.</summary>
    public CarrierLink? Link { get; set; }

    /// <summary>The other side's end.</summary>
    public MemoryCarrier Other { get; private init; } = null!;

    /// <summary>Whether this side has given it up.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>What the other side is told of why; null where it was not closed in order.</summary>
    public GoAwayReason? ClosedFor { get; private set; }

    /// <summary>Bytes that this side has sent and the other has not got.</summary>
    public int OnTheWay => _onTheWay.Count;

    /// <summary>Whether anything waits to be sent or to arrive.</summary>
    public bool IsQuiet => _onTheWay.Count == 0 && Link?.HasOutput != true;

    public static (MemoryCarrier Server, MemoryCarrier Agent) Pair()
    {
        var server = new MemoryCarrier();
        var agent = new MemoryCarrier { Other = server };
        typeof(MemoryCarrier).GetProperty(nameof(Other))!.SetValue(server, agent);
        return (server, agent);
    }

    public void RequestSend()
    {
    }

    public void Abandon() => IsAbandoned = true;

    public void Close(GoAwayReason reason) => (IsAbandoned, ClosedFor) = (true, reason);

    /// <summary>Puts what waits onto the way.</summary>
    public void Send()
    {
        while (Link is { IsLost: false, HasOutput: true } link)
        {
            var written = link.Write(_buffer);
            link.OnSent();
            _onTheWay.AddRange(_buffer.AsSpan(0, written));
            link.Session.OfferRoom();
        }
    }

    /// <summary>Lets some bytes arrive at the other side; what is left may arrive later or never.</summary>
    public void Arrive(int bytes)
    {
        if (Other.Link is null or { IsLost: true })
            return;
        var arriving = Math.Min(bytes, _onTheWay.Count);
        Other._received.AddRange(_onTheWay.GetRange(0, arriving));
        _onTheWay.RemoveRange(0, arriving);
        Other.Read();
    }

    /// <summary>What is on the way never arrives.</summary>
    public void Drop() => _onTheWay.Clear();

    private void Read()
    {
        var bytes = _received.ToArray();
        var at = 0;
        while (Link is { IsLost: false } link && FrameHeader.Read(bytes.AsSpan(at), out var header, out var error) is var status)
        {
            Assert.Equal(FrameError.None, error);
            if (status != ReadStatus.Done)
                break;
            link.OnReceived();
            var payload = bytes.AsSpan(at + FrameHeader.Size, header.Length);
            Assert.Equal(FrameError.None, link.Session.OnFrame(link, header, payload));
            at += FrameHeader.Size + header.Length;
        }

        _received.RemoveRange(0, at);
        Link?.Session.OfferRoom();
    }
}
