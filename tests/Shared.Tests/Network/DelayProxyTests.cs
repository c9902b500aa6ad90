using System.Net;
using System.Net.Sockets;
using Connectivity.TestKit.Network;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.Shared.Tests.Network;

public sealed class DelayProxyTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(1));
    private readonly FakeTimeProvider _time = new();
    private readonly Socket _target = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sockets = [];
    private DelayProxy? _proxy;

    [Fact]
    public async Task Bytes_arrive_when_they_are_due_and_not_before()
    {
        var (client, backend) = await ConnectAsync(new DelayProxyOptions { DelayEachWay = TimeSpan.FromMilliseconds(50), Time = _time });
        await client.SendAsync("up"u8.ToArray());
        await HeldAsync(2);
        _time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal(2, _proxy!.Held);
        Assert.Equal(0, backend.Available);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("up"u8.ToArray(), await ReceiveAsync(backend));

        await backend.SendAsync("down"u8.ToArray());
        await HeldAsync(4);
        Assert.Equal(0, client.Available);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal("down"u8.ToArray(), await ReceiveAsync(client));
    }

    [Fact]
    public async Task A_slow_line_passes_the_next_piece_when_it_is_done_with_the_last()
    {
        var (client, backend) = await ConnectAsync(new DelayProxyOptions { BytesPerSecond = 1000, Time = _time });
        await client.SendAsync(new byte[500]);
        Assert.Equal(500, (await ReceiveAsync(backend)).Length);
        await HeldAsync(0);
        await client.SendAsync(new byte[10]);
        await HeldAsync(10);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(0, backend.Available);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(10, (await ReceiveAsync(backend)).Length);
    }

    [Fact]
    public async Task A_loss_makes_what_is_behind_it_wait()
    {
        var (client, backend) = await ConnectAsync(new DelayProxyOptions { StallEveryBytes = 100, StallTime = TimeSpan.FromSeconds(1), Time = _time });
        await client.SendAsync(new byte[120]);
        Assert.Equal(120, (await ReceiveAsync(backend)).Length);
        await HeldAsync(0);
        await client.SendAsync(new byte[10]);
        await HeldAsync(10);
        Assert.Equal(0, backend.Available);
        // The line may be setting its timer just now, for a second after this one.
        await Looking.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return backend.Available > 0;
            },
            _patience.Token);
        Assert.Equal(10, (await ReceiveAsync(backend)).Length);
        // The next loss is a hundred bytes away.
        await client.SendAsync(new byte[10]);
        Assert.Equal(10, (await ReceiveAsync(backend)).Length);
    }

    [Fact]
    public async Task What_is_under_way_is_bounded()
    {
        const int Bound = 1024 * 1024;
        const int Piece = 128 * 1024;
        var (client, backend) = await ConnectAsync(new DelayProxyOptions { DelayEachWay = TimeSpan.FromHours(1), BufferBytes = Bound, Time = _time });
        var sending = client.SendAsync(new byte[16 * Bound], SocketFlags.None, _patience.Token).AsTask();
        await Looking.UntilAsync(() => _proxy!.Held >= Bound / 2, _patience.Token);
        backend.Blocking = false;
        var buffer = new byte[Piece];
        for (var received = 0; received < 16 * Bound;)
        {
            _patience.Token.ThrowIfCancellationRequested();
            // One in the sender's hand and one in the receiver's are the line's too.
            Assert.InRange(_proxy!.Held, 0, Bound + (2 * Piece));
            var some = backend.Receive(buffer, SocketFlags.None, out _);
            if (some == 0)
                _time.Advance(TimeSpan.FromHours(1));
            received += some;
        }

        Assert.Equal(16 * Bound, await sending);
    }

    [Fact]
    public async Task The_end_of_a_direction_follows_its_last_byte()
    {
        var (client, backend) = await ConnectAsync(new DelayProxyOptions());
        await client.SendAsync("last"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("last"u8.ToArray(), await ReceiveAsync(backend));
        Assert.Empty(await ReceiveAsync(backend));
        await backend.SendAsync("answer"u8.ToArray());
        Assert.Equal("answer"u8.ToArray(), await ReceiveAsync(client));
        backend.Shutdown(SocketShutdown.Send);
        Assert.Empty(await ReceiveAsync(client));
        await Looking.UntilAsync(() => _proxy!.Connections == 0, _patience.Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_of_one_end_resets_the_other(bool ofTheClient)
    {
        var (client, backend) = await ConnectAsync(new DelayProxyOptions());
        (ofTheClient ? client : backend).Close(timeout: 0);
        await AssertResetAsync(ofTheClient ? backend : client);
    }

    [Fact]
    public async Task All_connections_can_be_reset_and_new_ones_work()
    {
        var (client, backend) = await ConnectAsync(new DelayProxyOptions());
        _proxy!.ResetAll();
        await AssertResetAsync(client);
        await AssertResetAsync(backend);
        var (next, nextBackend) = await ConnectAsync();
        await next.SendAsync("new"u8.ToArray());
        Assert.Equal("new"u8.ToArray(), await ReceiveAsync(nextBackend));
        Assert.Equal(2, _proxy.Accepted);
    }

    [Fact]
    public async Task All_connections_can_be_closed()
    {
        var (client, backend) = await ConnectAsync(new DelayProxyOptions());
        _proxy!.CloseAll();
        Assert.Empty(await ReceiveAsync(client));
        Assert.Empty(await ReceiveAsync(backend));
    }

    [Fact]
    public async Task New_connections_can_be_refused()
    {
        await ConnectAsync(new DelayProxyOptions());
        _proxy!.RefusesNew = true;
        var refused = NewSocket();
        // The reset may be there before the connect has returned.
        await AssertResetAsync(async () =>
        {
            await refused.ConnectAsync(_proxy.Endpoint);
            await ReceiveAsync(refused);
        });
    }

    [Fact]
    public async Task In_a_black_hole_nothing_passes_and_afterwards_everything_does()
    {
        var (client, backend) = await ConnectAsync(new DelayProxyOptions());
        _proxy!.Blackhole();
        await client.SendAsync("held"u8.ToArray());
        var late = NewSocket();
        await late.ConnectAsync(_proxy.Endpoint);
        await Looking.UntilAsync(() => _proxy.Accepted == 2, _patience.Token);
        Assert.Equal(0, backend.Available);
        Assert.False(_target.Poll(0, SelectMode.SelectRead));
        _proxy.Restore();
        Assert.Equal("held"u8.ToArray(), await ReceiveAsync(backend));
        _sockets.Add(await _target.AcceptAsync(_patience.Token));
    }

    public Task InitializeAsync()
    {
        _target.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _target.Listen();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        foreach (var socket in _sockets)
            socket.Dispose();
        _target.Dispose();
        _patience.Dispose();
    }

    private async Task<(Socket Client, Socket Backend)> ConnectAsync(DelayProxyOptions? options = null)
    {
        _proxy ??= DelayProxy.Start((IPEndPoint)_target.LocalEndPoint!, options!);
        var client = NewSocket();
        await client.ConnectAsync(_proxy.Endpoint, _patience.Token);
        var backend = await _target.AcceptAsync(_patience.Token);
        _sockets.Add(backend);
        return (client, backend);
    }

    private Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        return socket;
    }

    private Task HeldAsync(long bytes) => Looking.UntilAsync(() => _proxy!.Held == bytes, _patience.Token);

    private async Task<byte[]> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1000];
        return buffer[..await socket.ReceiveAsync(buffer, _patience.Token)];
    }

    private Task AssertResetAsync(Socket socket) => AssertResetAsync(() => ReceiveAsync(socket));

    private static async Task AssertResetAsync(Func<Task> use)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(use);
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }
}
