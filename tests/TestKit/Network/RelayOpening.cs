using System.Buffers;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;

namespace Connectivity.TestKit.Network;

/// <summary>From the accept to the relay, as a gateway does it.</summary>
internal sealed class RelayOpening(LoopbackRelayOptions options, RelayedConnection connection, SocketEndpoint backend) : Pollable
{
    private const int Client = 0;
    private const int Upstream = 1;

    private readonly EventLoop _loop = connection.Loop;
    private readonly int _client = connection.ClientSocket;
    private int _upstream = -1;
    private byte[]? _first;
    private int _firstBytes;

    public void Start()
    {
        _loop.Attach(this);
        options.OnAccepted(connection);
        if (options.TakesFirstBytes)
            _loop.Watch(this, Client, _client, alsoWritable: false);
        else
            Connect();
    }

    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        if (leg == Client && _upstream < 0)
            TakeFirstBytes();
        else if (leg == Upstream)
            CheckUpstream();
    }

    protected override void OnFault()
    {
        _loop.Detach(this);
        TcpSocket.Reset(_client);
        if (_upstream >= 0)
            TcpSocket.Close(_upstream);
    }

    private void Connect()
    {
        _upstream = TcpSocket.Open(ipv6: false);
        if (_upstream < 0)
        {
            OnFault();
            return;
        }

        TcpSocket.SetNoDelay(_upstream);
        _ = TcpSocket.Connect(_upstream, backend);
        if (!options.WatchesWhileConnecting && TcpSocket.Send(_upstream, default) >= 0)
        {
            StartRelay(upstreamWatched: false);
            return;
        }

        if (!options.TakesFirstBytes)
            _loop.Watch(this, Client, _client, alsoWritable: false);
        _loop.Watch(this, Upstream, _upstream, alsoWritable: true);
    }

    private void CheckUpstream()
    {
        var sent = TcpSocket.Send(_upstream, default);
        if (sent >= 0)
            StartRelay(upstreamWatched: true);
        else if (sent != -Errno.EAGAIN)
            OnFault();
    }

    private unsafe void TakeFirstBytes()
    {
        _first = ArrayPool<byte>.Shared.Rent(EventLoop.ScratchBytes);
        fixed (byte* start = _first)
            _firstBytes = TcpSocket.Receive(_client, start, _first.Length);
        if (_firstBytes <= 0)
            throw new IOException($"No first bytes: {_firstBytes}.");
        Connect();
    }

    private void StartRelay(bool upstreamWatched)
    {
        var relay = new Relay(_loop, _client, _upstream, options.Relay, connection);
        connection.Start(relay, _upstream);
        _loop.Replace(this, relay);
        if (_first is not null)
            relay.SendFirst(_first, 0, _firstBytes);
        relay.Start(clientWatched: upstreamWatched || options.TakesFirstBytes, upstreamWatched);
    }
}
