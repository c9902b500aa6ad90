using System.Net.Sockets;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Hosting;
using Connectivity.TestKit.Network;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Server.Frontends;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server.Frontends;

/// <summary>A front end on a loop of its own, with agents in memory behind it.</summary>
internal sealed class FrontendBench : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly TimeProvider _time;
    private readonly List<TunnelSession> _sessions = [];
    private PumpHost _host = null!;

    private FrontendBench(TimeProvider time) => (_time, Loops) = (time, new EventLoopGroup(1, 0, time, Log));

    public EventLoopGroup Loops { get; }

    public TestLog Log { get; } = new();

    public FrontendSet Set { get; private set; } = null!;

    public FrontendListener Listener { get; private set; } = null!;

    public List<LinkedAgent> Agents { get; } = [];

    public CancellationToken Patience => _patience.Token;

    public static FrontendOptions Plain(FrontendKind kind = FrontendKind.HttpConnect, string listen = "127.0.0.1:0") => new()
    {
        Kind = kind,
        Listen = ListenAddress.TryParse(listen, out var address) ? address : throw new FormatException(listen),
    };

    /// <summary>Starts it.</summary>
    /// <param name="options">The front end.</param>
    /// <param name="agents">How many agents there are, called agent-0 and so on.</param>
    /// <param name="fakeTime">Whether the clock stands still until <see cref="AdvanceAsync"/>.</param>
    /// <param name="tls">Its certificates.</param>
    /// <param name="maxConnections">As many connections as it takes.</param>
    public static async Task<FrontendBench> StartAsync(
        FrontendOptions? options = null, int agents = 1, bool fakeTime = false, TlsContextSource? tls = null, int maxConnections = 10_000)
    {
        var bench = new FrontendBench(fakeTime ? new FakeTimeProvider() : TimeProvider.System);
        await bench.DoAsync(loop =>
        {
            bench._host = new PumpHost(loop);
            bench._host.Start();
            var dialer = new Dialer(new AgentDirectory(bench._sessions, ""), new PendingDials(4096, 64), () => loop.NowMs);
            bench.Set = new FrontendSet(dialer, maxConnections, bench.Log);
        });
        for (var i = 0; i < agents; i++)
            await bench.AddAgentAsync($"agent-{i}");
        bench.Listener = new FrontendListener(bench.Set, new FrontendSettings(options ?? Plain(), tls), bench.Loops);
        await bench.Listener.Socket.StartAsync(bench.Patience);
        return bench;
    }

    /// <summary>Does something on the loop's thread, and ends when what that began at once is done too.</summary>
    public async Task DoAsync(Action<EventLoop> action)
    {
        await Loops.TellAllAsync(action, Patience);
        await SettleAsync();
    }

    /// <summary>Ends when the loop has dealt with everything that had happened before the call.</summary>
    public async Task SettleAsync()
    {
        for (var i = 0; i < 4; i++)
            await LoopTurns.WholeTurnAsync(Loops.Loops[0]).WaitAsync(Patience);
    }

    public Task AddAgentAsync(string id) => DoAsync(_ =>
    {
        var agent = new LinkedAgent(_host, id, requestPump: _host.RequestPump);
        Agents.Add(agent);
        _sessions.Add(agent.Session);
    });

    /// <summary>Has all agents answer each dial so.</summary>
    public Task AnswerAsync(Action<TunnelStream> answer) => DoAsync(_ => Agents.ForEach(a => a.OnDial = answer));

    /// <summary>Has all agents refuse each dial.</summary>
    public Task RefuseAsync(OpenFailure failure, string message = "") => AnswerAsync(s => s.RefuseOpen(failure, message));

    public Task<Client> ConnectAsync(string? from = null) => Listener.Settings.Options.Listen.IsUnix
        ? Client.ConnectAsync(new UnixDomainSocketEndPoint(Listener.Settings.Options.Listen.Path!), null, Patience)
        : Client.ConnectAsync(Listener.Socket.LocalEndpoint.ToIPEndPoint(), from, Patience);

    /// <summary>Connects and says the first bytes.</summary>
    public async Task<Client> ConnectAsync(byte[] bytes)
    {
        var client = await ConnectAsync();
        await client.SendAsync(bytes);
        return client;
    }

    public Task UntilAsync(Func<bool> holds) => Looking.UntilAsync(holds, Patience);

    /// <summary>Waits until an agent has a dial that is pending.</summary>
    public Task DialledAsync(int count = 1) => UntilAsync(() => Agents.Sum(static a => a.Dials.Count) >= count);

    /// <summary>Moves the clock and ends when every deadline up to then was seen to.</summary>
    public async Task AdvanceAsync(double seconds)
    {
        ((FakeTimeProvider)_time).Advance(TimeSpan.FromSeconds(seconds));
        Loops.Loops[0].Wake();
        var now = (long)_time.GetElapsedTime(0).TotalMilliseconds;
        await UntilAsync(() => Loops.Loops[0].NowMs >= now);
        await SettleAsync();
    }

    /// <summary>Waits until all connections are gone, and expects this outcome of the only one, in counters and log.</summary>
    public async Task AssertEndedAsync(StreamOutcome outcome)
    {
        await UntilAsync(() => StreamOutcomes.All.Any(o => Listener.Counters.Ended(o) > 0));
        await UntilAsync(() => Set.Connections == 0 && Loops.Load == 0);
        Assert.All(StreamOutcomes.All, o => Assert.Equal(o == outcome ? 1 : 0, Listener.Counters.Ended(o)));
        Assert.Equal((0, 0), (Set.Dialer.Pending.Count, Set.Handshakes.Running));
        Assert.Single(Log.Lines, l => l.Contains($" ms, {outcome} ({outcome.Leg().Name()})"));
        Assert.DoesNotContain(Log.Lines, static l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Critical", StringComparison.Ordinal));
        await UntilAsync(() => Agents.TrueForAll(static a => a.Session.Load == 0 && a.Own.Load == 0));
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.Socket.StopAsync(Patience);
        Loops.Dispose();
        _patience.Dispose();
    }
}
