using System.Security.Cryptography;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>
/// The tenants of a seed come and go all day. None of the others may lose a byte or a connection by it, nor those of a tenant that went
/// before they did.
/// </summary>
public sealed class ReloadStormTests
{
    private const int Connections = 500;
    private const int Reloads = 1000;
    private const int Newcomers = 25;
    private const int BlockBytes = 2048;

    [Fact]
    public async Task A_thousand_reloads_lose_no_byte_and_no_connection()
    {
        using var backend = TestBackend.Start();
        using var ending = new CancellationTokenSource();
        using var closing = new CancellationTokenSource();
        var stable = Config.RouteA(backend.Options);
        await using var gateway = await TestGateway.StartAsync(Of(stable, Churning(backend, 0)));
        var echoing = EchoAllAsync(backend, closing.Token);
        var clients = Enumerable.Range(0, Connections)
            .Select(i => TalkAsync(gateway, i % 2 == 0 ? Config.NameA : "api.churning.example.org", ending.Token)).ToList();
        await Bound.UntilAsync(() => clients.All(static c => c.Blocks > 0 || c.Done.IsCompleted));
        var newcomers = ComeAndGoAsync(gateway, ending.Token);

        var i = 0;
        while (i++ < Reloads || gateway.Listener.Sum(static c => c.Accepted) < Connections + Newcomers)
            await gateway.ApplyAsync(i % 3 == 0 ? Of(stable) : Of(stable, Churning(backend, i)));
        // Every one has moved bytes after the last reload, too.
        var after = clients.Select(static c => c.Blocks).ToList();
        await Bound.UntilAsync(() => clients.Zip(after).All(static pair => pair.First.Done.IsCompleted || pair.First.Blocks > pair.Second + 1));
        await ending.CancelAsync();

        Assert.All(await Task.WhenAll(clients.Select(static c => c.Done)), static blocks => Assert.True(blocks > 2));
        Assert.True(await newcomers >= Newcomers);
        await closing.CancelAsync();
        await echoing;
        await gateway.AssertIdleAsync();
        Assert.True(gateway.Gateway.Routes.Current.Generation >= Reloads);
        Assert.Equal(
            gateway.Listener.Sum(static c => c.Accepted), gateway.Listener.Sum(static c => c.Ended(ConnectionOutcome.Completed)));
    }

    // All come from one address, and at once.
    private static GatewayOptions Of(params ReadOnlySpan<RouteOptions> routes) =>
        Config.Of(routes) with { Limits = new LimitsOptions { MaxUnroutedPerSource = 0 } };

    private static RouteOptions Churning(TestBackend backend, int generation) =>
        Sample.Route("churning", "*.churning.example.org", backend.Options) with { MaxConnections = 100_000 + generation };

    private static Conversation TalkAsync(TestGateway gateway, string name, CancellationToken ending)
    {
        var conversation = new Conversation();
        conversation.Done = conversation.RunAsync(gateway, name, ending);
        return conversation;
    }

    /// <summary>New connections to the stable route, one after the other.</summary>
    /// <returns>How many there were.</returns>
    private static async Task<int> ComeAndGoAsync(TestGateway gateway, CancellationToken ending)
    {
        var count = 0;
        for (; !ending.IsCancellationRequested; count++)
            await new Conversation { MostBlocks = 1 }.RunAsync(gateway, Config.NameA, ending);
        return count;
    }

    private static async Task EchoAllAsync(TestBackend backend, CancellationToken ending)
    {
        var peers = new List<Task>();
        while (await backend.TryAcceptAsync(ending) is { } peer)
            peers.Add(EchoAsync(peer));
        await Task.WhenAll(peers);
    }

    private static async Task EchoAsync(Peer peer)
    {
        using (peer)
        {
            while (await peer.ReceiveSomeAsync() is { Length: > 0 } bytes)
                await peer.SendAsync(bytes);
        }
    }

    /// <summary>One client: sends blocks, and expects each to come back as it was, the hello first.</summary>
    private sealed class Conversation
    {
        public int MostBlocks { get; init; } = int.MaxValue;

        public int Blocks { get; private set; }

        public Task<int> Done { get; set; } = Task.FromResult(0);

        public async Task<int> RunAsync(TestGateway gateway, string name, CancellationToken ending)
        {
            using var client = await gateway.ConnectAsync();
            var block = Config.Hello(name);
            do
            {
                await client.SendAsync(block);
                var echo = await client.ReceiveAsync(block.Length);
                Assert.Equal(block.Length, echo.Length);
                Assert.Equal(SHA256.HashData(block), SHA256.HashData(echo));
                block = RandomNumberGenerator.GetBytes(BlockBytes);
                await Task.Yield();
            }
            while (++Blocks < MostBlocks && !ending.IsCancellationRequested);

            client.EndSending();
            await client.AssertEndAsync(PeerEnd.Fin);
            return Blocks;
        }
    }
}
