using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;

namespace Connectivity.TestKit.Network;

/// <summary>Event loops with a listening socket whose every connection is relayed to a backend, all on loopback.</summary>
public sealed class LoopbackRelay : ConnectionAcceptor, IAsyncDisposable
{
    private readonly LoopbackRelayOptions _options;
    private readonly SocketEndpoint _backendAddress;
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly ConcurrentDictionary<int, RelayedConnection> _newcomers = new();

    private LoopbackRelay(LoopbackRelayOptions options, IPEndPoint? backend)
    {
        _options = options;
        Loops = new EventLoopGroup(options.Loops, options.MaxPipesPerLoop, options.Time, options.Log);
        Listener = ListenSocket.Bind("relay", Address(new IPEndPoint(IPAddress.Loopback, 0)), new ListenOptions(55, 10, 3, 4096), Loops, this);
        Backend = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Backend.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Backend.Listen(4096);
        _backendAddress = Address(backend ?? (IPEndPoint)Backend.LocalEndPoint!);
    }

    /// <summary>The loops.</summary>
    public EventLoopGroup Loops { get; }

    /// <summary>Where clients connect to.</summary>
    public ListenSocket Listener { get; }

    /// <summary>The port of <see cref="Listener"/>.</summary>
    public int Port => Listener.LocalEndpoint.Port;

    /// <summary>The backend's listening socket.</summary>
    public Socket Backend { get; }

    /// <summary>The safety net under every wait: cancelled after minutes.</summary>
    public CancellationToken Patience => _patience.Token;

    /// <summary>Starts one.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="backend">Another backend than <see cref="Backend"/>.</param>
    public static async Task<LoopbackRelay> StartAsync(LoopbackRelayOptions options, IPEndPoint? backend = null)
    {
        var relay = new LoopbackRelay(options, backend);
        await relay.Listener.StartAsync(relay.Patience);
        return relay;
    }

    /// <summary>Connects a client through the relay.</summary>
    public async Task<RelayedPair> ConnectAsync(int backendReceiveBuffer = 0)
    {
        await _oneAtATime.WaitAsync(Patience);
        try
        {
            if (backendReceiveBuffer > 0)
                Backend.ReceiveBufferSize = backendReceiveBuffer;
            var client = await ConnectClientAsync();
            if (_options.TakesFirstBytes)
                await client.SendAsync(BytePattern.Up.At(0, 1), SocketFlags.None, Patience);
            var backend = await Backend.AcceptAsync(Patience);
            backend.NoDelay = true;
            _newcomers.TryRemove(((IPEndPoint)client.LocalEndPoint!).Port, out var connection);
            await connection!.Started.WaitAsync(Patience);
            return new RelayedPair(client, backend, connection, Patience) { Up = { Sent = _options.TakesFirstBytes ? 1 : 0 } };
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Connects a client's socket alone.</summary>
    public async Task<Socket> ConnectClientAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), Patience);
        return client;
    }

    /// <summary>Ends when every loop has seen all that happened before this call.</summary>
    public Task SettleAsync() => Task.WhenAll(Loops.Loops.Select(LoopTurns.WholeTurnAsync));

    /// <summary>Ends when every connection's place is free again.</summary>
    public Task EmptyAsync() => Looking.UntilAsync(() => Loops.Load == 0, Patience);

    /// <summary>Fills a direction until the sender can send no more: both kernels' buffers are full and so is what the relay holds.</summary>
    public async Task FillAsync(Direction direction)
    {
        // Buffers grow while they fill, and acknowledgements may be late, so it is full only when it stays so.
        for (var still = 0; still < 50; still++)
        {
            var (sent, queued) = (direction.Sent, direction.Unacknowledged);
            await SettleAsync();
            direction.SendWhatFits();
            if (direction.Sent != sent || direction.Unacknowledged != queued)
                still = 0;
        }
    }

    /// <inheritdoc/>
    public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer)
    {
        var connection = new RelayedConnection(loop, socket);
        _newcomers[peer.Port] = connection;
        new RelayOpening(_options, connection, _backendAddress).Start();
    }

    /// <inheritdoc/>
    public override void OnOutOfDescriptors() => _options.OnOutOfDescriptors();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Listener.StopAsync(CancellationToken.None);
        await Loops.TellAllAsync(
            static loop =>
            {
                foreach (var relay in loop.Occupants().OfType<Relay>().ToArray())
                    relay.Abort(ConnectionOutcome.Drained);
            },
            CancellationToken.None);
        Loops.Dispose();
        Backend.Dispose();
        _oneAtATime.Dispose();
        _patience.Dispose();
    }

    private static SocketEndpoint Address(IPEndPoint endpoint) =>
        SocketEndpoint.FromIPv4(endpoint.Address.GetAddressBytes(), (ushort)endpoint.Port);
}
