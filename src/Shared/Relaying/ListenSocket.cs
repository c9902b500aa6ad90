using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.Relaying;

/// <summary>Takes the connections of a <see cref="ListenSocket"/>, on the loop where they will live.</summary>
public abstract class ConnectionAcceptor
{
    /// <summary>
    /// A new connection. The receiver owns the descriptor from here on. If it throws, what it has attached to the loop is told
    /// (<see cref="Pollable.OnFault"/>); where it has attached nothing, the descriptor is reset.
    /// </summary>
    /// <param name="loop">The loop that this call runs on and that the connection belongs to.</param>
    /// <param name="socket">Non-blocking, with the options of the listener.</param>
    /// <param name="peer">The other end's address.</param>
    public abstract void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer);

    /// <summary>A connection was reset, since there was no descriptor for it.</summary>
    public abstract void OnOutOfDescriptors();
}

/// <summary>Options of the listening socket that every accepted one inherits: set once instead of by four calls a connection.</summary>
/// <param name="KeepAliveIdleSeconds">Silence before the first probe.</param>
/// <param name="KeepAliveIntervalSeconds">Time between probes.</param>
/// <param name="KeepAliveProbes">Unanswered probes until the connection is given up.</param>
/// <param name="Backlog">Connections the kernel keeps ready to be accepted; capped by net.core.somaxconn.</param>
public readonly record struct ListenOptions(int KeepAliveIdleSeconds, int KeepAliveIntervalSeconds, int KeepAliveProbes, int Backlog);

/// <summary>A listening socket shared by all loops of a group: whichever is free accepts, and places the connection on the least loaded loop.</summary>
public sealed class ListenSocket
{
    private readonly int _socket;
    private readonly EventLoopGroup _group;
    private readonly ConnectionAcceptor _acceptor;
    private readonly UnixSocketFile? _file;
    private int _loopsListening;

    private ListenSocket(string name, int socket, EventLoopGroup group, ConnectionAcceptor acceptor, UnixSocketFile? file = null)
    {
        Name = name;
        _socket = socket;
        _file = file;
        _group = group;
        _acceptor = acceptor;
        LocalEndpoint = TcpSocket.LocalEndpoint(socket);
    }

    /// <summary>The name in configuration, logs and metrics.</summary>
    public string Name { get; }

    /// <summary>The address in force, with the port that the kernel chose where 0 was asked for; the default value for a Unix socket.</summary>
    public SocketEndpoint LocalEndpoint { get; }

    internal EventLoopGroup Group => _group;

    /// <summary>Binds and listens; nothing is accepted before <see cref="StartAsync"/>.</summary>
    /// <exception cref="IOException">The address cannot be bound; the message names it and says why.</exception>
    public static ListenSocket Bind(string name, in SocketEndpoint address, in ListenOptions options, EventLoopGroup group, ConnectionAcceptor acceptor)
    {
        var ipv6 = !address.IsIPv4;
        var socket = TcpSocket.Open(ipv6);
        if (socket < 0)
            throw new IOException($"Listener {name}: no socket ({ErrorText(-socket)}).");
        TcpSocket.SetNoDelay(socket);
        TcpSocket.SetKeepAlive(socket, options.KeepAliveIdleSeconds, options.KeepAliveIntervalSeconds, options.KeepAliveProbes);
        var bound = TcpSocket.BindAndListen(socket, address, ipv6, options.Backlog);
        if (bound >= 0)
            return new ListenSocket(name, socket, group, acceptor);
        TcpSocket.Close(socket);
        throw new IOException($"Listener {name}: cannot listen on {address} ({ErrorText(-bound)}).");
    }

    /// <summary>
    /// Listens on a Unix socket; nothing is accepted before <see cref="StartAsync"/>. The file of a dead listener is replaced, and ours is removed
    /// at the stop. Peers have no address; who they are is told by <see cref="UnixSocket.TryGetPeer"/>.
    /// </summary>
    /// <param name="name">The name in configuration, logs and metrics.</param>
    /// <param name="path">The path, at most <see cref="UnixSocket.MaxPathBytes"/> bytes.</param>
    /// <param name="mode">Who may connect: whoever may write (unix(7)). <see cref="UnixSocket.DefaultMode"/> is this user only.</param>
    /// <param name="backlog">Connections the kernel keeps ready to be accepted; capped by net.core.somaxconn.</param>
    /// <param name="group">The loops.</param>
    /// <param name="acceptor">Who takes the connections.</param>
    /// <exception cref="IOException">The path cannot be listened on, for instance since a living process does; the message names it and says why.</exception>
    public static ListenSocket BindUnix(string name, string path, UnixFileMode mode, int backlog, EventLoopGroup group, ConnectionAcceptor acceptor)
    {
        var file = new UnixSocketFile(path);
        try
        {
            return new ListenSocket(name, file.Listen(mode, backlog), group, acceptor, file);
        }
        catch (IOException e)
        {
            throw new IOException($"Listener {name}: cannot listen on {UnixSocket.Scheme}{path} ({e.Message}).", e);
        }
    }

    /// <summary>Starts to accept on every loop.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _loopsListening = _group.Loops.Count;
        await _group.TellAllAsync(
            loop =>
            {
                new AcceptLoop(this, loop, _socket).Start();
            },
            cancellationToken);
    }

    /// <summary>Closes a socket that was bound and never started.</summary>
    public void Abandon() => Close();

    /// <summary>Accepts what waits already, then closes. Accepted connections live on.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _group.TellAllAsync(
            loop =>
            {
                foreach (var occupant in loop.Occupants().OfType<AcceptLoop>().Where(a => a.Listener == this).ToArray())
                    occupant.Stop();
            },
            cancellationToken);
    }

    internal void Accepted(EventLoop loop, int socket, in SocketEndpoint peer) => _acceptor.OnAccepted(loop, socket, peer);

    internal void OutOfDescriptors()
    {
        RelayLog.OutOfDescriptors(_group.Log, Name);
        _acceptor.OnOutOfDescriptors();
    }

    internal void LoopStopped()
    {
        if (Interlocked.Decrement(ref _loopsListening) == 0)
            Close();
    }

    private void Close()
    {
        _file?.Remove();
        TcpSocket.Close(_socket);
    }

    private static string ErrorText(int errno) => System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno);
}
