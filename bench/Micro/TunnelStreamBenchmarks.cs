using BenchmarkDotNet.Attributes;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.Micro;

/// <summary>Bytes from one end of a stream to the other, through two sessions and all that lies between them but sockets and TLS.</summary>
public class TunnelStreamBenchmarks
{
    private readonly byte[] _message = new byte[64];
    private readonly byte[] _bulk = new byte[4 * FrameHeader.MaxData];
    private readonly byte[] _copy = new byte[FrameHeader.MaxData];
    private readonly ChunkPool _chunks = new();
    private readonly MemoryTunnel _tunnel = new();
    private ByteQueue _queue;

    /// <summary>The greatest window is acknowledged when half of it was used: until then the pool of chunks grows.</summary>
    [GlobalSetup]
    public void FillWindows()
    {
        for (var i = 0L; i < 2 * new SessionSettings().MaxWindow / _message.Length; i++)
            RoundTrip();
    }

    /// <summary>A message there and back: two DATA frames, and WINDOWs as they fall due.</summary>
    [Benchmark]
    public long RoundTrip()
    {
        _tunnel.ServerEnd.Stream!.Send(_message);
        _tunnel.Settle();
        _tunnel.AgentEnd.Stream!.Send(_message);
        _tunnel.Settle();
        return _tunnel.ServerEnd.Received;
    }

    /// <summary>Four whole frames one way.</summary>
    [Benchmark]
    public long Bulk()
    {
        _tunnel.AgentEnd.Stream!.Send(_bulk);
        _tunnel.Settle();
        return _tunnel.ServerEnd.Received;
    }

    /// <summary>A frame that the socket does not take at once.</summary>
    [Benchmark]
    public long Held()
    {
        _tunnel.ServerEnd.TakesNothing = true;
        _tunnel.AgentEnd.Stream!.Send(_copy);
        _tunnel.Settle();
        _tunnel.ServerEnd.TakesNothing = false;
        _tunnel.ServerEnd.Stream!.DeliverPending();
        _tunnel.Settle();
        return _tunnel.ServerEnd.Received;
    }

    /// <summary>A frame's bytes into a queue, out of it for sending, and let go of when acknowledged.</summary>
    [Benchmark]
    public long Queue()
    {
        var start = _queue.End;
        _queue.Append(_chunks, _copy);
        _queue.CopyTo(start, _copy);
        _queue.DropTo(_chunks, _queue.End);
        return _queue.End;
    }
}
