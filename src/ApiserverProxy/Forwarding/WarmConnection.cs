using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>A connection to kube-apiserver without a client: watched for its end, and for nothing else.</summary>
internal sealed class WarmConnection : Pollable
{
    private readonly WarmConnections _owner;
    private readonly EventLoop _loop;
    private int _socket;

    /// <summary>Takes over what a dial has made.</summary>
    public WarmConnection(WarmConnections owner, EventLoop loop, in DialResult dialed)
    {
        (_owner, _loop, _socket, Address, SinceMs) = (owner, loop, dialed.Socket, dialed.Address, loop.NowMs);
        loop.Attach(this, isConnection: false);
        loop.Watch(this, 0, _socket, alsoWritable: false);
    }

    /// <summary>The gateway.</summary>
    public SocketEndpoint Address { get; }

    /// <summary>Monotonic milliseconds of its making.</summary>
    public long SinceMs { get; }

    /// <summary>Whether no end of it has arrived.</summary>
    public bool IsAlive => TcpSocket.Peek(_socket, _loop.Scratch[..1]) is > 0 or -Errno.EAGAIN;

    /// <summary>Lets the socket go on under another owner.</summary>
    public int Release()
    {
        var socket = _socket;
        _socket = -1;
        _loop.Unwatch(socket);
        _loop.Detach(this, isConnection: false);
        return socket;
    }

    /// <summary>Closes it, once.</summary>
    public void Close()
    {
        if (_socket >= 0)
            TcpSocket.Close(Release());
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        if (ending)
            _owner.Lost(this);
    }

    /// <inheritdoc/>
    protected override void OnFault() => _owner.Lost(this);
}
