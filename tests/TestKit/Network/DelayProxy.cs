using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Connectivity.TestKit.Network;

/// <summary>
/// A network between two ends, in user space: every TCP connection to <see cref="Endpoint"/> is carried to another address, as late, as slow and as broken as
/// wished. It acknowledges for the far end, so what is under way is held back by its bound and by what the ends themselves allow, not by the kernels' windows.
/// </summary>
public sealed class DelayProxy : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly IPEndPoint _upstream;
    private readonly DelayProxyOptions _options;
    private readonly NetworkSwitch _network = new();
    private readonly ConcurrentDictionary<DelayedConnection, Task> _connections = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;
    private int _accepted;

    private DelayProxy(IPEndPoint listen, IPEndPoint upstream, DelayProxyOptions options)
    {
        (_upstream, _options) = (upstream, options);
        _listener = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(listen);
        _listener.Listen(4096);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Connections that are open.</summary>
    public int Connections => _connections.Count;

    /// <summary>Connections that there ever were.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Bytes that are under way.</summary>
    public long Held => _connections.Keys.Sum(static c => c.Held);

    /// <summary>Resets new connections at once.</summary>
    public bool RefusesNew { get; set; }

    /// <summary>Starts one.</summary>
    /// <param name="upstream">Where connections go.</param>
    /// <param name="options">What is done to them.</param>
    /// <param name="listen">Where it listens; null for any port on loopback.</param>
    public static DelayProxy Start(IPEndPoint upstream, DelayProxyOptions options, IPEndPoint? listen = null) =>
        new(listen ?? new IPEndPoint(IPAddress.Loopback, 0), upstream, options);

    /// <summary>Resets every connection on both sides. Bytes under way are lost.</summary>
    public void ResetAll() => CutAll(resets: true);

    /// <summary>Closes every connection on both sides, as a proxy that goes away: a FIN where nothing is left to be read. Bytes under way are lost.</summary>
    public void CloseAll() => CutAll(resets: false);

    /// <summary>From now on nothing passes, in connections that are there and in new ones, and nobody is told.</summary>
    public void Blackhole() => _network.TurnOff();

    /// <summary>Everything passes again, from where it was.</summary>
    public void Restore() => _network.TurnOn();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _accepting;
        _listener.Dispose();
        CutAll(resets: true);
        await Task.WhenAll(_connections.Values);
        _ending.Dispose();
    }

    private void CutAll(bool resets)
    {
        foreach (var connection in _connections.Keys)
            connection.Cut(resets);
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            if (RefusesNew)
                client.Close(timeout: 0);
            else
                Carry(new DelayedConnection(client, _options, _network));
        }
    }

    private void Carry(DelayedConnection connection)
    {
        // It is in the list before it begins, so that its end finds it there.
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = RunAsync(begin.Task, connection);
        begin.SetResult();
    }

    private async Task RunAsync(Task begin, DelayedConnection connection)
    {
        await begin;
        await connection.RunAsync(_upstream, _network);
        _connections.TryRemove(connection, out _);
    }
}
