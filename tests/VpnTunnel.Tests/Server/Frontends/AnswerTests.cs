using System.Text;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server.Frontends;

/// <summary>From the answer on: what clients and targets get of each other.</summary>
public sealed class AnswerTests
{
    private const string Target = "10.250.0.2:10250";
    private const string Established = "HTTP/1.1 200 Connection established\r\n\r\n";

    [Theory]
    [InlineData("CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n", Established)]
    [InlineData("CONNECT a:1 HTTP/1.0\r\n\r\n", "HTTP/1.0 200 Connection established\r\n\r\n")]
    public async Task The_answer_is_exactly_this(string request, string answer)
    {
        await using var bench = await FrontendBench.StartAsync();
        await bench.AnswerAsync(new TestTarget().Accept);
        using var client = await bench.ConnectAsync(Client.Bytes(request));
        Assert.Equal(answer, Encoding.ASCII.GetString(await client.ReceiveSomeAsync()));
    }

    [Fact]
    public async Task A_target_that_speaks_first_is_held_back_until_the_answer_was_read()
    {
        await using var bench = await FrontendBench.StartAsync(fakeTime: true);
        var target = new TestTarget();
        await bench.AnswerAsync(s =>
        {
            target.Accept(s);
            target.Send("SSH-2.0-target"u8.ToArray());
        });
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        Assert.Equal(Established, Encoding.ASCII.GetString(await client.ReceiveAsync(Established.Length)));
        await bench.SettleAsync();
        Assert.Equal(0, client.Socket.Available);

        await bench.AdvanceAsync(0.019);
        Assert.Equal(0, client.Socket.Available);
        // A millisecond more: so far from its zero, the clock of tests rounds them off.
        await bench.AdvanceAsync(0.002);

        Assert.Equal("SSH-2.0-target"u8.ToArray(), await client.ReceiveAsync(14));
    }

    [Fact]
    public async Task The_first_byte_of_the_client_lets_the_targets_through()
    {
        await using var bench = await FrontendBench.StartAsync(fakeTime: true);
        var target = new TestTarget();
        await bench.AnswerAsync(s =>
        {
            target.Accept(s);
            target.Send("hello"u8.ToArray());
        });
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await client.ReceiveAsync(Established.Length);

        await client.SendAsync("x"u8.ToArray());

        Assert.Equal("hello"u8.ToArray(), await client.ReceiveAsync(5));
        await bench.UntilAsync(() => target.Received == 1);
    }

    [Fact]
    public async Task What_comes_with_the_request_is_for_the_target()
    {
        await using var bench = await FrontendBench.StartAsync();
        var target = new TestTarget { Echoes = true };
        await bench.AnswerAsync(target.Accept);
        using var client = await bench.ConnectAsync([.. Client.Connect(Target), .. "early"u8]);
        Assert.Equal(Established + "early", Encoding.ASCII.GetString(await client.ReceiveAsync(Established.Length + 5)));
        await EndAsync(bench, client, target, StreamOutcome.Completed);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(40_000)]
    [InlineData(300_000)]
    public async Task What_comes_while_the_target_is_dialled_is_kept_however_much_it_is(int length)
    {
        await using var bench = await FrontendBench.StartAsync();
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await bench.DialledAsync();
        var bytes = Random.Shared.GetItems("abcdefgh"u8.ToArray(), length);
        var sending = client.SendAsync(bytes);
        await bench.SettleAsync();
        var target = new TestTarget();
        await bench.DoAsync(_ => target.Accept(bench.Agents[0].Dials[0]));
        await sending;
        Assert.Equal(Established, Encoding.ASCII.GetString(await client.ReceiveAsync(Established.Length)));
        await bench.UntilAsync(() => target.Received == length);
        Assert.Equal(bytes, target.Bytes());
    }

    [Fact]
    public async Task Each_direction_ends_by_itself()
    {
        await using var bench = await FrontendBench.StartAsync();
        var target = new TestTarget();
        await bench.AnswerAsync(target.Accept);
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await client.ReceiveAsync(Established.Length);
        await client.SendAsync("question"u8.ToArray());
        client.EndSending();
        await bench.UntilAsync(() => target.GotFin);
        await bench.DoAsync(_ =>
        {
            target.Send("answer"u8.ToArray());
            target.Stream.SendFin();
        });
        Assert.Equal("answer"u8.ToArray(), await client.ReceiveToEndAsync());
        await bench.AssertEndedAsync(StreamOutcome.Completed);
        Assert.Equal((8, 6), (bench.Listener.Counters.BytesUp, bench.Listener.Counters.BytesDown));
        Assert.Contains(bench.Log.Lines, static l => l.Contains("to 10.250.0.2:10250 by agent agent-0 at 10.250.0.2:10250: 8 bytes up, 6 bytes down"));
    }

    [Fact]
    public async Task A_target_that_ends_at_once_still_ends_properly()
    {
        await using var bench = await FrontendBench.StartAsync(fakeTime: true);
        var target = new TestTarget();
        await bench.AnswerAsync(s =>
        {
            target.Accept(s);
            s.SendFin();
        });
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        Assert.Equal(Established, Encoding.ASCII.GetString(await client.ReceiveToEndAsync()));
        client.Dispose();
        await bench.UntilAsync(() => target.GotFin || target.GotReset != ResetCode.None);
    }

    [Theory]
    [InlineData("EndpointReset", "TargetReset")]
    [InlineData("EndpointTimedOut", "TargetTimedOut")]
    public async Task A_target_that_is_reset_is_a_reset_for_the_client(string code, string outcome)
    {
        await using var bench = await FrontendBench.StartAsync();
        var target = new TestTarget();
        await bench.AnswerAsync(target.Accept);
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await client.ReceiveAsync(Established.Length);
        await client.SendAsync("x"u8.ToArray());
        await bench.UntilAsync(() => target.Received == 1);
        await bench.DoAsync(_ => target.Stream.SendReset(Enum.Parse<ResetCode>(code)));
        await client.AssertResetAsync();
        await bench.AssertEndedAsync(Enum.Parse<StreamOutcome>(outcome));
    }

    [Fact]
    public async Task A_target_that_is_reset_while_it_is_held_back_is_a_reset_too()
    {
        await using var bench = await FrontendBench.StartAsync(fakeTime: true);
        await bench.AnswerAsync(static s =>
        {
            new TestTarget().Accept(s);
            s.SendReset(ResetCode.EndpointReset);
        });
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await client.AssertResetAsync();
        await bench.AssertEndedAsync(StreamOutcome.TargetReset);
    }

    [Fact]
    public async Task A_client_that_is_reset_is_a_reset_for_the_target()
    {
        await using var bench = await FrontendBench.StartAsync();
        var target = new TestTarget();
        await bench.AnswerAsync(target.Accept);
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await client.ReceiveAsync(Established.Length);
        client.Reset();
        await bench.UntilAsync(() => target.GotReset == ResetCode.EndpointReset);
        await bench.AssertEndedAsync(StreamOutcome.ClientReset);
    }

    [Fact]
    public async Task A_lost_session_is_a_reset_and_told_as_such()
    {
        await using var bench = await FrontendBench.StartAsync();
        var target = new TestTarget();
        await bench.AnswerAsync(target.Accept);
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await client.ReceiveAsync(Established.Length);
        await client.SendAsync("x"u8.ToArray());
        await bench.UntilAsync(() => target.Received == 1);
        await bench.DoAsync(_ => bench.Agents[0].Session.End(ResetCode.SessionLost));
        await client.AssertResetAsync();
        await bench.UntilAsync(() => bench.Listener.Counters.Ended(StreamOutcome.SessionLost) == 1);
    }

    [Fact]
    public async Task A_stalled_target_holds_up_its_own_client_only()
    {
        await using var bench = await FrontendBench.StartAsync();
        var stalled = new TestTarget { IsStalled = true };
        await bench.AnswerAsync(stalled.Accept);
        using var slow = await bench.ConnectAsync(Client.Connect(Target));
        await slow.ReceiveAsync(Established.Length);
        var flood = slow.SendAsync(new byte[64 * 1024 * 1024]);
        await bench.AnswerAsync(new TestTarget { Echoes = true }.Accept);
        using var quick = await bench.ConnectAsync(Client.Connect(Target));
        await quick.ReceiveAsync(Established.Length);
        for (var i = 0; i < 100; i++)
        {
            await quick.SendAsync("ping"u8.ToArray());
            Assert.Equal("ping"u8.ToArray(), await quick.ReceiveAsync(4));
        }

        Assert.False(flood.IsCompleted);
        slow.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => flood);
    }

    [Fact]
    public async Task Socks_clients_get_theirs()
    {
        await using var bench = await FrontendBench.StartAsync(FrontendBench.Plain(FrontendKind.Socks5));
        var target = new TestTarget { Echoes = true };
        await bench.AnswerAsync(target.Accept);
        using var client = await bench.ConnectAsync([5, 1, 0, 5, 1, 0, 3, 1, (byte)'a', 0, 80, .. "early"u8]);
        Assert.Equal("0500050000010000000000006561726C79", Convert.ToHexString(await client.ReceiveAsync(17)));
        await EndAsync(bench, client, target, StreamOutcome.Completed);
    }

    [Fact]
    public async Task Unix_sockets_are_served_and_their_clients_named()
    {
        var folder = Directory.CreateTempSubdirectory("frontend-");
        try
        {
            await using var bench = await FrontendBench.StartAsync(FrontendBench.Plain(listen: $"unix:{folder.FullName}/s"));
            var target = new TestTarget { Echoes = true };
            await bench.AnswerAsync(target.Accept);
            using var client = await bench.ConnectAsync([.. Client.Connect(Target), .. "x"u8]);
            await client.ReceiveAsync(Established.Length + 1);
            await EndAsync(bench, client, target, StreamOutcome.Completed);
            Assert.Contains(bench.Log.Lines, l => l.Contains($" pid {Environment.ProcessId}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task EndAsync(FrontendBench bench, Client client, TestTarget target, StreamOutcome outcome)
    {
        client.EndSending();
        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.True(target.GotFin);
        await bench.AssertEndedAsync(outcome);
    }
}
