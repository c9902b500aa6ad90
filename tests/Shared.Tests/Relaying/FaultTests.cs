using System.Collections.Concurrent;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Network;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class FaultTests
{
    private readonly FaultLog _log = new();

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_owner_that_throws_when_bytes_go_on_loses_its_own_connection_only(bool onBytes, bool onEnd)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { Log = _log });
        using var good = await relay.ConnectAsync();
        using var bad = await relay.ConnectAsync();
        bad.Connection.FailureOnBytes = onBytes ? new InvalidOperationException("bytes") : null;
        bad.Connection.FailureOnEnd = onEnd ? new InvalidOperationException("end") : null;

        await bad.Up.SendAsync(10);

        Assert.Equal(ConnectionOutcome.InternalError, await bad.EndedAsync());
        await Task.WhenAll(bad.Up.ReceiveResetAsync(), bad.Down.ReceiveResetAsync());
        HalfCloseTests.AssertClosed(bad.Connection);
        await good.EchoAsync(10, 100);
        Assert.Equal(1, relay.Loops.Load);
        Assert.Contains("bytes", _log.Messages);
    }

    [Fact]
    public async Task An_owner_that_throws_at_the_end_disturbs_nobody()
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { Log = _log });
        using var good = await relay.ConnectAsync();
        using var bad = await relay.ConnectAsync();
        bad.Connection.FailureOnEnd = new InvalidOperationException("end");

        bad.Up.End();
        bad.Down.End();

        Assert.Equal(ConnectionOutcome.Completed, await bad.EndedAsync());
        HalfCloseTests.AssertClosed(bad.Connection);
        await good.EchoAsync(10, 100);
        Assert.Equal(1, relay.Loops.Load);
    }

    [Fact]
    public async Task An_owner_hears_of_the_end_even_if_the_last_bytes_were_too_much_for_it()
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { Log = _log });
        using var pair = await relay.ConnectAsync();
        await pair.EchoAsync(1, 10);
        await relay.SettleAsync();

        // One callback that passes bytes on and ends: the report is part of the end.
        await relay.Loops.TellAllAsync(
            _ =>
            {
                pair.Up.From.Send(BytePattern.Up.At(10, 10).Span);
                pair.Up.From.Close(timeout: 0);
                pair.Connection.FailureOnBytes = new InvalidOperationException("bytes");
            },
            relay.Patience);

        Assert.NotEqual(ConnectionOutcome.None, await pair.EndedAsync());
        await relay.EmptyAsync();
    }

    [Fact]
    public async Task A_new_connection_whose_opening_throws_is_reset_alone()
    {
        var failing = false;
        await using var relay = await LoopbackRelay.StartAsync(new()
        {
            Log = _log,
            OnAccepted = _ =>
            {
                if (Volatile.Read(ref failing))
                    throw new InvalidOperationException("opening");
            },
        });
        using var good = await relay.ConnectAsync();
        Volatile.Write(ref failing, true);

        var reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var bad = await relay.ConnectClientAsync();
            _ = await bad.ReceiveAsync(new byte[1], relay.Patience);
        });

        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        await good.EchoAsync(10, 100);
        Assert.Equal(1, relay.Loops.Load);
        Volatile.Write(ref failing, false);
        using var next = await relay.ConnectAsync();
        await next.EchoAsync(1, 10);
    }

    [Fact]
    public async Task A_handed_over_connection_whose_acceptor_throws_is_reset_alone()
    {
        using var loops = new EventLoopGroup(1, 0, TimeProvider.System, _log);
        var listener = ListenSocket.Bind("l", SocketEndpoint.FromIPv4([127, 0, 0, 1], 0), new ListenOptions(55, 10, 3, 16), loops, new Throwing());
        var socket = TcpSocket.Open(ipv6: false);
        var identity = KernelSocket.Identity(socket);

        Assert.True(loops.Loops[0].TryHandOff(new Handoff(listener, socket, default)));
        await LoopTurns.WholeTurnAsync(loops.Loops[0]);

        Assert.DoesNotContain(identity, KernelSocket.OpenIdentities());
        Assert.Contains("acceptor", _log.Messages);
        listener.Abandon();
    }

    private sealed class Throwing : ConnectionAcceptor
    {
        public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer) => throw new InvalidOperationException("acceptor");

        public override void OnOutOfDescriptors()
        {
        }
    }

    private sealed class FaultLog : ILogger
    {
        private readonly ConcurrentQueue<string> _messages = new();

        public IEnumerable<string> Messages => _messages;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _messages.Enqueue(exception?.Message ?? formatter(state, exception));
    }
}
