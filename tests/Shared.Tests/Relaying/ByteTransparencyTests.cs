using Connectivity.Shared.Outcomes;
using Connectivity.TestKit.Network;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class ByteTransparencyTests
{
    private const int PipeBytes = 256 * 1024;

    // Where reads, the scratch memory, pipes and the way between copying and splicing have their borders.
    private static readonly int[] Borders = [8 * 1024, 32 * 1024, 64 * 1024, 96 * 1024, PipeBytes, PipeBytes + (64 * 1024)];

    private static readonly Gen<int> AroundABorder =
        Gen.Select(Gen.Int[0, Borders.Length - 1], Gen.Int[-2, 2], static (border, off) => Borders[border] + off);

    private static readonly Gen<List<int>> Writes = Gen.OneOf(Gen.Int[1, 64], AroundABorder, Gen.Int[1, 300_000]).List[1, 10];

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 32 * 1024)]
    [InlineData(true, 32 * 1024)]
    [InlineData(false, 1_000_003)]
    [InlineData(true, 1_000_003)]
    [InlineData(false, 64 * 1024 * 1024)]
    [InlineData(true, 64 * 1024 * 1024)]
    public async Task Relays_every_byte_both_ways_at_once(bool splice, int bytes)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var pair = await relay.ConnectAsync();

        await Task.WhenAll(pair.Up.PassAsync(bytes), pair.Down.PassAsync(bytes + 17));
        pair.Up.End();
        pair.Down.End();
        await Task.WhenAll(pair.Up.ReceiveEndAsync(), pair.Down.ReceiveEndAsync());

        Assert.Equal(ConnectionOutcome.Completed, await pair.EndedAsync());
        Assert.Equal((bytes, bytes + 17), (pair.Up.Received, pair.Down.Received));
        Assert.Equal((bytes, bytes + 17), (pair.Connection.BytesUp, pair.Connection.BytesDown));
        Assert.Equal((bytes, bytes + 17), (pair.Connection.Relay!.BytesUp, pair.Connection.Relay.BytesDown));
        if (!splice || bytes >= 1_000_003)
            Assert.Equal(splice, pair.Connection.Loop.Pipes.Open > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Relays_what_a_writer_of_single_bytes_sends(bool splice)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var pair = await relay.ConnectAsync();

        await Task.WhenAll(pair.Up.PassAsync(3000, piece: 1), pair.Down.PassAsync(3000, piece: 1));
        await pair.EchoAsync(messages: 300, bytes: 1);

        Assert.Equal(3300, pair.Up.Received);
        Assert.Equal(3300, pair.Down.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Relays_writes_of_any_sizes(bool splice)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var pair = await relay.ConnectAsync();

        // In lockstep each write is a read of the relay's; else the kernel puts them together.
        await Gen.Select(Writes, Gen.Bool, Gen.Bool).SampleAsync(
            async (writes, lockstep, fromClient) =>
            {
                var direction = pair.From(fromClient);
                if (!lockstep)
                {
                    await Task.WhenAll(SendAllAsync(direction, writes), direction.ReceiveAsync(writes.Sum()));
                    return;
                }

                foreach (var size in writes)
                    await direction.PassAsync(size, piece: size);
            },
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public async Task Relays_what_arrived_before_the_relay_began(bool watchesWhileConnecting, bool takesFirstBytes, bool splice)
    {
        await using var relay = await LoopbackRelay.StartAsync(new()
        {
            MaxPipesPerLoop = RelayCollection.Pipes(splice),
            WatchesWhileConnecting = watchesWhileConnecting,
            TakesFirstBytes = takesFirstBytes,
        });
        for (var i = 0; i < 50; i++)
        {
            using var pair = await relay.ConnectAsync();
            await Task.WhenAll(pair.Up.SendAsync(100_000), pair.Down.SendAsync(10), pair.Up.ReceiveAsync(100_000), pair.Down.ReceiveAsync(10));
            pair.Up.End();
            pair.Down.End();
            await Task.WhenAll(pair.Up.ReceiveEndAsync(), pair.Down.ReceiveEndAsync());
            Assert.Equal(ConnectionOutcome.Completed, await pair.EndedAsync());
            Assert.Equal(pair.Up.Sent, pair.Up.Received);
        }
    }

    private static async Task SendAllAsync(Direction direction, List<int> sizes)
    {
        foreach (var size in sizes)
            await direction.SendAsync(size, piece: size);
    }
}
