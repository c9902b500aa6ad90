using System.Buffers;
using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Relaying_allocates_nothing(bool splice)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var pair = await relay.ConnectAsync();
        var reading = new Reading(relay.Loops.Loops[0]);
        await relay.Loops.TellAllAsync(static _ => FillArrayPool(), relay.Patience);
        await StallAsync(relay, pair);
        await UseAsync(pair);
        _ = await reading.TakeAsync(relay);

        var before = await reading.TakeAsync(relay);
        await UseAsync(pair);
        var after = await reading.TakeAsync(relay);

        Assert.Equal(before, after);
    }

    // What a full destination leaves over has any size: whether each has been seen while warming up would be chance.
    private static void FillArrayPool()
    {
        for (var size = 16; size <= EventLoop.ScratchBytes; size *= 2)
        {
            var arrays = Enumerable.Range(0, 4).Select(_ => ArrayPool<byte>.Shared.Rent(size)).ToArray();
            foreach (var array in arrays)
                ArrayPool<byte>.Shared.Return(array);
        }
    }

    // Both directions have a pipe, or bytes left over, at the same time.
    private static async Task StallAsync(LoopbackRelay relay, RelayedPair pair)
    {
        await relay.FillAsync(pair.Up);
        await relay.FillAsync(pair.Down);
        await pair.Up.ReceiveAsync(pair.Up.Sent);
        await pair.Down.ReceiveAsync(pair.Down.Sent);
    }

    private static async Task UseAsync(RelayedPair pair)
    {
        await pair.EchoAsync(messages: 10_000, bytes: 100);
        await Task.WhenAll(pair.Up.PassAsync(32_000_000), pair.Down.PassAsync(32_000_000));
    }

    /// <summary>Asks without allocating on the loop's thread itself.</summary>
    private sealed class Reading
    {
        private readonly EventLoop _loop;
        private readonly Action<EventLoop> _read;
        private long _bytes;

        public Reading(EventLoop loop) => (_loop, _read) = (loop, Read);

        public async Task<long> TakeAsync(LoopbackRelay relay)
        {
            Volatile.Write(ref _bytes, -1);
            Assert.True(_loop.TryPost(_read));
            await Looking.UntilAsync(() => Volatile.Read(ref _bytes) >= 0, relay.Patience);
            return Volatile.Read(ref _bytes);
        }

        private void Read(EventLoop loop) => Volatile.Write(ref _bytes, GC.GetAllocatedBytesForCurrentThread());
    }
}
