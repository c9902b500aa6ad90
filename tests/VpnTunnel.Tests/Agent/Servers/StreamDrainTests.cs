using Connectivity.VpnTunnel.Agent.Servers;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Tests.Sessions;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

public sealed class StreamDrainTests
{
    private readonly SessionPair _pair = SessionPair.Connected();

    [Fact]
    public void Streams_go_on_for_three_quarters_of_the_time()
    {
        Open(10);
        var drain = Drain(static () => 0);

        Assert.Equal([10, 10, 10], new[] { Left(drain, 100), Left(drain, 500), Left(drain, 749) });
    }

    [Fact]
    public void In_the_last_quarter_they_are_reset_a_few_at_a_time_and_none_is_left_at_the_end()
    {
        Open(100);
        var fractions = new Random(1);
        var drain = Drain(fractions.NextDouble);
        Left(drain, 749);

        var left = Enumerable.Range(0, 6).Select(i => Left(drain, 750 + (i * 50))).ToArray();

        Assert.Equal(left.OrderDescending(), left);
        Assert.InRange(left[2], 20, 80);
        Assert.Equal(0, left[^1]);
    }

    [Fact]
    public void The_server_is_told_that_it_was_the_drain()
    {
        Open(1);
        Left(Drain(static () => 0), 1000);

        _pair.Settle();

        Assert.Equal(ResetCode.Drained, _pair.Ends[0].Server.GotReset);
    }

    [Fact]
    public void It_is_over_when_nothing_was_left_before()
    {
        Open(1);
        var drain = Drain(static () => 0);

        Assert.False(drain.Advance(_pair.Agent, Now(1000)));
        Assert.True(drain.Advance(_pair.Agent, Now(1250)));
    }

    [Fact]
    public void Without_time_everything_is_reset_at_once()
    {
        Open(5);
        var drain = new StreamDrain(_pair.Host.NowMs, TimeSpan.Zero, static () => 0.99);

        drain.Advance(_pair.Agent, _pair.Host.NowMs);

        Assert.Empty(_pair.Agent.Streams);
    }

    private long _startMs;

    private StreamDrain Drain(Func<double> random) => new(_startMs = _pair.Host.NowMs, TimeSpan.FromSeconds(1), random);

    private void Open(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.NotNull(_pair.Open());
        _pair.Settle();
    }

    private long Now(long milliseconds) => _startMs + milliseconds;

    private int Left(StreamDrain drain, long milliseconds)
    {
        drain.Advance(_pair.Agent, Now(milliseconds));
        return _pair.Agent.Streams.Count;
    }
}
