using System.Collections.Concurrent;
using System.Net.Sockets;
using Connectivity.Shared.Outcomes;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class StormTests
{
    private const int Connections = 2000;
    private const int AtOnce = 200;

    // Descriptors are closed and their numbers given out again within one batch of events: a late event of one connection that reached
    // another would mix up bytes or leave one hanging.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Short_connections_in_parallel_each_get_their_own_bytes(bool splice, bool watchesWhileConnecting)
    {
        var connections = new ConcurrentQueue<RelayedConnection>();
        await using var relay = await LoopbackRelay.StartAsync(new()
        {
            Loops = 2,
            MaxPipesPerLoop = RelayCollection.Pipes(splice),
            WatchesWhileConnecting = watchesWhileConnecting,
            OnAccepted = connections.Enqueue,
        });
        var backend = EchoAllAsync(relay);

        await Parallel.ForAsync(0, Connections, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (i, _) => TalkAsync(relay, i));
        await relay.EmptyAsync();
        await backend;

        Assert.Equal(Connections, connections.Count);
        var outcomes = await Task.WhenAll(connections.Select(static c => c.Ended));
        Assert.Equal(Connections - Resetting, outcomes.Count(static o => o == ConnectionOutcome.Completed));
        var open = KernelSocket.OpenIdentities();
        Assert.All(connections, c => Assert.False(open.Contains(c.Identities.Client) || open.Contains(c.Identities.Upstream)));
    }

    private static int Resetting => Enumerable.Range(0, Connections).Count(EndsWithReset);

    private static bool EndsWithReset(int i) => i % 5 == 0;

    private static async ValueTask TalkAsync(LoopbackRelay relay, int i)
    {
        var sent = new byte[1 + (i % 7 == 0 ? 100_000 : i % 3000)];
        new Random(i).NextBytes(sent);
        var received = new byte[sent.Length];
        using var client = await relay.ConnectClientAsync();
        await using var stream = new NetworkStream(client);

        var sending = stream.WriteAsync(sent, relay.Patience);
        await stream.ReadExactlyAsync(received, relay.Patience);
        await sending;
        Assert.True(received.AsSpan().SequenceEqual(sent), $"Connection {i} got others' bytes.");
        if (EndsWithReset(i))
        {
            client.Close(timeout: 0);
            return;
        }

        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await stream.ReadAsync(received, relay.Patience));
    }

    private static async Task EchoAllAsync(LoopbackRelay relay)
    {
        var echoes = new List<Task>();
        for (var i = 0; i < Connections; i++)
            echoes.Add(EchoAsync(await relay.Backend.AcceptAsync(relay.Patience), relay.Patience));
        await Task.WhenAll(echoes);
    }

    private static async Task EchoAsync(Socket socket, CancellationToken patience)
    {
        using var owned = socket;
        await using var stream = new NetworkStream(socket);
        var buffer = new byte[8192];
        try
        {
            while (await stream.ReadAsync(buffer, patience) is var count and > 0)
                await stream.WriteAsync(buffer.AsMemory(0, count), patience);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // A client that ends so is part of the storm.
        }
    }
}
