using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.Tests.Hosting;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class ListenSocketTests
{
    [Fact]
    public async Task Spreads_idle_connections_over_the_loops()
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { Loops = 2 });
        var pairs = new List<RelayedPair>();
        for (var i = 0; i < 200; i++)
            pairs.Add(await relay.ConnectAsync());

        Assert.Equal(200, relay.Loops.Load);
        Assert.InRange(relay.Loops.Loops.Max(static l => l.Load), 100, 112);
        pairs.ForEach(static p => p.Dispose());
        await relay.EmptyAsync();
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 9)]
    public async Task Gives_each_loop_its_share_of_a_few_connections(int loops, int connections)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { Loops = loops });
        var pairs = new List<RelayedPair>();
        for (var i = 0; i < connections; i++)
            pairs.Add(await relay.ConnectAsync());

        Assert.All(relay.Loops.Loops, l => Assert.Equal(connections / loops, l.Load));
        pairs.ForEach(static p => p.Dispose());
        await relay.EmptyAsync();
    }

    [Fact]
    public async Task Stopping_closes_the_listener_and_leaves_the_connections()
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { Loops = 2 });
        using var pair = await relay.ConnectAsync();

        await relay.Listener.StopAsync(relay.Patience);

        var refused = await Assert.ThrowsAsync<SocketException>(relay.ConnectClientAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await pair.EchoAsync(10, 1000);
        Assert.Equal(1, relay.Loops.Load);
    }

    [Fact]
    public async Task A_stop_before_the_start_and_a_second_one_do_nothing()
    {
        await using var relay = await LoopbackRelay.StartAsync(new());

        await relay.Listener.StopAsync(relay.Patience);
        await relay.Listener.StopAsync(relay.Patience);

        await Assert.ThrowsAsync<SocketException>(relay.ConnectClientAsync);
    }

    [Fact]
    public async Task Says_which_address_cannot_be_bound_and_why()
    {
        await using var relay = await LoopbackRelay.StartAsync(new());

        var failure = Assert.Throws<IOException>(
            () => ListenSocket.Bind("second", relay.Listener.LocalEndpoint, new ListenOptions(55, 10, 3, 16), relay.Loops, relay));

        Assert.Equal($"Listener second: cannot listen on 127.0.0.1:{relay.Port} (Address already in use).", failure.Message);
    }

    [Fact]
    public async Task An_accepted_socket_has_the_listeners_options()
    {
        var noDelay = new TaskCompletionSource<Socket>();
        await using var relay = await LoopbackRelay.StartAsync(new()
        {
            OnAccepted = c => noDelay.SetResult(new Socket(new SafeSocketHandle(c.ClientSocket, ownsHandle: false))),
        });
        using var pair = await relay.ConnectAsync();

        var accepted = await noDelay.Task;

        Assert.True(accepted.NoDelay);
        Assert.Equal(1, accepted.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(55, accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
    }

    [Fact]
    public async Task A_connection_on_its_way_to_another_loop_counts_there_already()
    {
        using var loops = new EventLoopGroup(1, 0, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var listener = ListenSocket.Bind("l", SocketEndpoint.FromIPv4([127, 0, 0, 1], 0), new ListenOptions(55, 10, 3, 16), loops, new Idle());
        using var hold = new ManualResetEventSlim();
        var held = new TaskCompletionSource();
        Assert.True(loops.Loops[0].TryPost(_ =>
        {
            held.SetResult();
            hold.Wait();
        }));
        await held.Task;

        Assert.True(loops.Loops[0].TryHandOff(new Handoff(listener, TcpSocket.Open(ipv6: false), default)));

        Assert.Equal(1, loops.Load);
        hold.Set();
        listener.Abandon();
    }

    [Fact]
    public async Task Accepts_on_a_unix_socket_and_removes_its_file_at_the_stop()
    {
        using var folder = new TempFolder();
        var path = folder.Path("l.sock");
        using var loops = new EventLoopGroup(2, 0, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var listener = ListenSocket.BindUnix("l", path, UnixSocket.DefaultMode, 16, loops, new Idle());
        await listener.StartAsync(CancellationToken.None);
        Assert.True(listener.LocalEndpoint.IsNone);

        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
        var failure = Assert.Throws<IOException>(() => ListenSocket.BindUnix("second", path, UnixSocket.DefaultMode, 16, loops, new Idle()));
        Assert.Equal($"Listener second: cannot listen on unix:{path} (a living process listens on it).", failure.Message);

        await listener.StopAsync(CancellationToken.None);
        Assert.False(File.Exists(path));
        var abandoned = ListenSocket.BindUnix("l", path, UnixSocket.DefaultMode, 16, loops, new Idle());
        Assert.True(File.Exists(path));
        abandoned.Abandon();
        Assert.False(File.Exists(path));
    }

    private sealed class Idle : ConnectionAcceptor
    {
        public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer) => TcpSocket.Close(socket);

        public override void OnOutOfDescriptors()
        {
        }
    }
}
