using Connectivity.VpnTunnel.Streams;
using CsCheck;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Streams;

public sealed class ByteQueueTests
{
    [Fact]
    public void Holds_what_was_appended_and_not_dropped() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 40_000], Gen.Int[0, 1000]).Array[0, 60].Sample(static steps =>
        {
            var pool = new ChunkPool();
            var queue = default(ByteQueue);
            var model = new List<byte>();
            var start = 0L;
            foreach (var (step, amount, place) in steps)
            {
                var held = model.Count;
                switch (step)
                {
                    case 0:
                        var bytes = Enumerable.Range(0, amount % 9 == 0 ? amount : amount % 3000).Select(i => (byte)((start + held + i) * 7)).ToArray();
                        queue.Append(pool, bytes);
                        model.AddRange(bytes);
                        break;
                    case 1 when held > 0:
                        var from = place * held / 1001;
                        var copy = new byte[Math.Min(amount, held - from)];
                        queue.CopyTo(start + from, copy);
                        Assert.Equal(model.GetRange(from, copy.Length), copy);
                        break;
                    default:
                        var dropped = place % 3 == 0 ? held : place * held / 1001;
                        queue.DropTo(pool, start + dropped);
                        model.RemoveRange(0, dropped);
                        start += dropped;
                        break;
                }

                Assert.Equal((start, start + model.Count), (queue.Start, queue.End));
                Assert.True(queue.IsEmpty || queue.First[0] == model[0]);
            }

            queue.Clear(pool);
            Assert.Equal(0, pool.BytesInUse);
        });

    [Fact]
    public void An_empty_one_moves_with_what_passed_by()
    {
        var pool = new ChunkPool();
        var queue = default(ByteQueue);
        queue.DropTo(pool, 500);
        queue.Append(pool, "abc"u8);
        Span<byte> copy = stackalloc byte[2];
        queue.CopyTo(501, copy);
        Assert.Equal("bc"u8, copy);
        Assert.Equal((500, 503), (queue.Start, queue.End));
    }

    [Fact]
    public void Little_bytes_take_a_small_chunk()
    {
        var pool = new ChunkPool();
        var queue = default(ByteQueue);
        queue.Append(pool, new byte[100]);
        Assert.Equal(ChunkPool.SmallBytes, pool.BytesInUse);
    }
}
