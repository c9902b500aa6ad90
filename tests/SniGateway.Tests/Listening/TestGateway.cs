using System.Text.Json;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.AccessLogging;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Listening;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>A gateway in this process on loopback addresses, with its access log in a file of its own.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");
    private IReadOnlyList<JsonElement>? _lines;

    private TestGateway(GatewayOptions options, TimeProvider time, int loops, int maxConnections)
    {
        _time = time;
        var log = new AccessLog(time, static e => Assert.Fail(e.Message));
        Gateway = new Gateway(WithLog(options), new EventLoopGroup(loops, 16, time, NullLogger.Instance), log, maxConnections, time);
        log.Open(LogPath);
    }

    public Gateway Gateway { get; }

    public string LogPath => Path.Combine(_folder.FullName, "access.log");

    public GatewayListener Listener => Gateway.Listeners[0];

    /// <summary>A clock that stands still until a test moves it.</summary>
    public static FakeTimeProvider Clock() => new();

    public static async Task<TestGateway> StartAsync(
        GatewayOptions options, TimeProvider? time = null, int loops = 2, int maxConnections = 100_000)
    {
        var gateway = new TestGateway(options, time ?? TimeProvider.System, loops, maxConnections);
        await gateway.Gateway.StartAsync(CancellationToken.None);
        return gateway;
    }

    public Task ApplyAsync(GatewayOptions options) => Gateway.ApplyAsync(WithLog(options), CancellationToken.None);

    public SocketEndpoint Address(string listener = "tls") => Gateway.Listeners.Single(l => l.Name == listener).Socket.LocalEndpoint;

    public Task<Peer> ConnectAsync(string? from = null) => Peer.ConnectAsync(Listener.Socket.LocalEndpoint, from);

    /// <summary>Connects and says the first bytes, if the gateway has not refused the connection by then.</summary>
    public async Task<Peer> ConnectAsync(byte[] firstBytes, string? from = null)
    {
        var client = await ConnectAsync(from);
        await client.SendIfOpenAsync(firstBytes);
        return client;
    }

    /// <summary>Ends when the loops have dealt with everything that had happened before the call.</summary>
    public async Task SettleAsync()
    {
        // Twice: what the first turn begins may take its place in the next.
        for (var i = 0; i < 2; i++)
            await Gateway.Loops.TellAllAsync(static _ => { }, CancellationToken.None);
    }

    /// <summary>Moves the clock and ends when every deadline up to then was seen to.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        var clock = (FakeTimeProvider)_time;
        clock.Advance(time);
        foreach (var loop in Gateway.Loops.Loops)
            loop.Wake();
        await Bound.UntilAsync(() => Gateway.Loops.Loops.All(loop => loop.NowMs >= Gateway.NowMs));
        await SettleAsync();
    }

    /// <summary>The lines of the access log, once there are so many.</summary>
    public async Task<IReadOnlyList<JsonElement>> LogAsync(int count)
    {
        IReadOnlyList<JsonElement> lines = [];
        await Bound.UntilAsync(() => (lines = LogLines.Read(LogPath)).Count >= count);
        return lines;
    }

    /// <summary>Ends the gateway, and with it what is left of its connections.</summary>
    /// <returns>All lines of the access log.</returns>
    public async Task<IReadOnlyList<JsonElement>> CloseAsync()
    {
        if (_lines is not null)
            return _lines;
        await Gateway.StopListeningAsync(CancellationToken.None);
        await Gateway.DrainAsync(TimeSpan.Zero, _time, CancellationToken.None);
        Gateway.Dispose();
        return _lines = LogLines.Read(LogPath);
    }

    /// <summary>
    /// What must hold when a test's only connection is over: nothing is held for it any more, it was counted once and has one line in
    /// the access log. Ends the gateway.
    /// </summary>
    /// <returns>The line.</returns>
    public async Task<JsonElement> AssertEndedAsync(ConnectionOutcome outcome, string? route = null)
    {
        await AssertIdleAsync();
        Assert.Equal(1, Listener.Sum(static c => c.Accepted));
        foreach (var other in ConnectionOutcomes.All)
        {
            Assert.Equal(other == outcome ? 1 : 0, Listener.Sum(c => c.Ended(other)));
            foreach (var one in Gateway.Routes.Current.Table.Routes)
                Assert.Equal(other == outcome && one.Name == route ? 1 : 0, one.State.Ended(other));
        }

        var line = Assert.Single(await CloseAsync());
        Assert.Equal(outcome.ToString(), line.GetProperty("outcome").GetString());
        Assert.Equal(outcome.Side().ToString(), line.GetProperty("side").GetString(), ignoreCase: true);
        Assert.Equal(route, line.TryGetProperty("route", out var name) ? name.GetString() : null);
        return line;
    }

    /// <summary>Waits until all connections are gone, and expects no live counter to be left over.</summary>
    public async Task AssertIdleAsync()
    {
        await Bound.UntilAsync(() => Gateway.Connections == 0 && Gateway.Loops.Load == 0);
        Assert.Equal(0, Gateway.Sources.Unrouted);
        foreach (var route in Gateway.Routes.Current.Table.Routes)
        {
            Assert.Equal(0, route.State.Active);
            Assert.All(route.Backends.Members.SelectMany(static m => m.Backend.Endpoints), static e => Assert.Equal(0, e.Active));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Delete(recursive: true);
    }

    private GatewayOptions WithLog(GatewayOptions options) => options with { AccessLog = new AccessLogOptions { Path = LogPath } };
}
