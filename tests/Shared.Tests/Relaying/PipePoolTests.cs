using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Relaying;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

public sealed class PipePoolTests
{
    private const int PipeBytes = 64 * 1024;

    [Fact]
    public void Gives_out_as_many_as_it_may()
    {
        using var pool = new PipePool(2, PipeBytes, PipeBytes);
        var (first, second) = (pool.TryRent(), pool.TryRent());

        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Null(pool.TryRent());
        pool.Return(first);
        Assert.Same(first, pool.TryRent());
        pool.Return(first);
        pool.Return(second);
    }

    [Fact]
    public void A_pool_of_none_gives_none()
    {
        using var pool = new PipePool(0, PipeBytes, PipeBytes);

        Assert.Null(pool.TryRent());
    }

    [Fact]
    public void Closes_a_pipe_that_comes_back_with_bytes_in_it()
    {
        using var pool = new PipePool(1, PipeBytes, PipeBytes);
        using var sockets = new LoopbackSockets();
        var dirty = pool.TryRent()!;
        sockets.Near.Send([1, 2, 3]);
        Assert.Equal(3, dirty.Fill((int)sockets.Far.Handle));

        pool.Return(dirty);

        Assert.Equal(0, pool.Open);
        var next = pool.TryRent()!;
        Assert.NotSame(dirty, next);
        Assert.Equal(0, next.Buffered);
        pool.Return(next);
    }

    [Fact]
    public void A_drained_pipe_is_as_good_as_new()
    {
        using var pool = new PipePool(1, PipeBytes, PipeBytes);
        using var sockets = new LoopbackSockets();
        var pipe = pool.TryRent()!;
        sockets.Near.Send([1, 2, 3]);
        Assert.Equal(3, pipe.Fill((int)sockets.Far.Handle));
        Assert.Equal(3, pipe.Buffered);
        Assert.Equal(3, pipe.Drain((int)sockets.Far.Handle));

        pool.Return(pipe);

        Assert.Same(pipe, pool.TryRent());
        var back = new byte[8];
        Assert.Equal(3, sockets.Near.Receive(back));
        Assert.Equal([1, 2, 3], back[..3]);
        pool.Return(pipe);
    }

    [Fact]
    public void Trimming_closes_the_idle_ones()
    {
        using var pool = new PipePool(3, PipeBytes, PipeBytes);
        var (idle, used) = (pool.TryRent()!, pool.TryRent()!);
        pool.Return(idle);

        Assert.True(pool.Trim());
        Assert.False(pool.Trim());

        Assert.Equal(1, pool.Open);
        Assert.NotSame(idle, pool.TryRent());
        Assert.Equal(2, pool.Open);
        pool.Return(used);
    }

    [Fact]
    public void Copes_with_a_system_that_gives_no_pipe()
    {
        // No pipe can be so large (pipe(7), pipe-max-size).
        using var pool = new PipePool(1, int.MaxValue, int.MaxValue);

        for (var i = 0; i < 1000; i++)
            Assert.Null(pool.TryRent());
        Assert.Equal(0, pool.Open);
    }

    [Fact]
    public void Takes_a_smaller_pipe_where_the_wanted_one_is_refused()
    {
        using var pool = new PipePool(1, int.MaxValue, PipeBytes);

        var pipe = pool.TryRent()!;

        Assert.Equal(PipeBytes, pipe.Capacity);
        pool.Return(pipe);
    }

    private sealed class LoopbackSockets : IDisposable
    {
        public LoopbackSockets()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(1);
            Near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            Near.Connect(listener.LocalEndPoint!);
            Far = listener.Accept();
        }

        public Socket Near { get; }

        public Socket Far { get; }

        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
