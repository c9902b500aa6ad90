using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectivity.Micro;

/// <summary>Bytes through a relay between loopback sockets; allocations of every thread count, the loop's too.</summary>
public class RelayBenchmarks : IRelayOwner
{
    private readonly byte[] _message = new byte[64];
    private readonly byte[] _bulk = new byte[128 * 1024];
    private EventLoopGroup _loops = null!;
    private Socket _client = null!;
    private Socket _backend = null!;

    [GlobalSetup]
    public void Connect()
    {
        _loops = new EventLoopGroup(1, maxPipesPerLoop: 4, TimeProvider.System, NullLogger.Instance);
        (_client, var near) = Pair();
        (_backend, var far) = Pair();
        var loop = _loops.Loops[0];
        loop.TryPost(l =>
        {
            var relay = new Relay(l, Release(near), Release(far), new RelayOptions(), this);
            l.Attach(relay);
            relay.Start(clientWatched: false, upstreamWatched: false);
        });
    }

    [GlobalCleanup]
    public void Close()
    {
        _client.Dispose();
        _backend.Dispose();
        _loops.Dispose();
    }

    [Benchmark]
    public void RoundTrip()
    {
        _client.Send(_message);
        Receive(_backend, _message);
        _backend.Send(_message);
        Receive(_client, _message);
    }

    [Benchmark]
    public void Bulk()
    {
        _client.Send(_bulk);
        Receive(_backend, _bulk);
    }

    void IRelayOwner.OnRelayed(long bytesUp, long bytesDown)
    {
    }

    void IRelayOwner.OnRelayEnded(Relay relay)
    {
    }

    private static void Receive(Socket socket, byte[] buffer)
    {
        for (var received = 0; received < buffer.Length;)
            received += socket.Receive(buffer, received, buffer.Length - received, SocketFlags.None);
    }

    private static (Socket Ours, Socket Relays) Pair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var ours = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        ours.Connect(listener.LocalEndPoint!);
        var relays = listener.Accept();
        relays.Blocking = false;
        return (ours, relays);
    }

    /// <summary>Takes the descriptor out of the socket object, which no longer closes it.</summary>
    private static int Release(Socket socket)
    {
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        socket.SafeHandle.SetHandleAsInvalid();
        return descriptor;
    }
}
