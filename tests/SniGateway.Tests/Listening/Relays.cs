using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>A gateway with a backend and some connections that are relayed to it.</summary>
internal sealed class Relays : IAsyncDisposable
{
    private readonly List<(Peer Client, Peer Upstream)> _pairs = [];

    private Relays(TestBackend backend, TestGateway gateway) => (Backend, Test) = (backend, gateway);

    public TestBackend Backend { get; }

    public TestGateway Test { get; }

    public IReadOnlyList<(Peer Client, Peer Upstream)> Pairs => _pairs;

    public static async Task<Relays> StartAsync(int count, TimeProvider? time = null, Func<GatewayOptions, GatewayOptions>? change = null)
    {
        var backend = TestBackend.Start();
        var options = Config.Of(Config.RouteA(backend.Options));
        var relays = new Relays(backend, await TestGateway.StartAsync(change?.Invoke(options) ?? options, time));
        for (var i = 0; i < count; i++)
            await relays.AddAsync(Config.NameA);
        return relays;
    }

    /// <summary>Opens another connection and sees it relayed.</summary>
    public async Task<(Peer Client, Peer Upstream)> AddAsync(string name)
    {
        var client = await Test.ConnectAsync(Config.Hello(name));
        var upstream = await Backend.AcceptAsync();
        _pairs.Add((client, upstream));
        Assert.Equal(Config.Hello(name), await upstream.ReceiveAsync(Config.Hello(name).Length));
        await Test.SettleAsync();
        return (client, upstream);
    }

    /// <summary>Expects bytes to pass both ways.</summary>
    public static async Task AssertAliveAsync((Peer Client, Peer Upstream) pair)
    {
        await pair.Client.SendAsync("ping"u8.ToArray());
        await pair.Upstream.AssertReceivesAsync("ping");
        await pair.Upstream.SendAsync("pong"u8.ToArray());
        await pair.Client.AssertReceivesAsync("pong");
    }

    /// <summary>Ends a connection from both sides.</summary>
    public static async Task EndAsync((Peer Client, Peer Upstream) pair)
    {
        pair.Client.EndSending();
        pair.Upstream.EndSending();
        await pair.Client.AssertEndAsync(PeerEnd.Fin);
        await pair.Upstream.AssertEndAsync(PeerEnd.Fin);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (client, upstream) in _pairs)
        {
            client.Dispose();
            upstream.Dispose();
        }

        await Test.DisposeAsync();
        Backend.Dispose();
    }
}
