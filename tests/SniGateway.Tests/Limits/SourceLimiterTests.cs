using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Limits;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.TestKit.Measuring;
using Xunit;

namespace Connectivity.SniGateway.Tests.Limits;

public sealed class SourceLimiterTests
{
    [Fact]
    public void Bounds_the_unrouted_connections_of_one_source_whatever_its_port()
    {
        var limiter = new SourceLimiter(new LimitsOptions { MaxUnroutedPerSource = 2 });

        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.1:1"));
        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.1:2"));
        Assert.Equal(ConnectionOutcome.SourceUnroutedLimit, Enter(limiter, "192.0.2.1:3"));
        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.2:1"));
        limiter.LeaveUnrouted(Sample.Endpoint("192.0.2.1:9"));
        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.1:3"));
    }

    [Fact]
    public void The_addresses_of_one_IPv6_64_are_one_source()
    {
        var limiter = new SourceLimiter(new LimitsOptions { MaxUnroutedPerSource = 1 });

        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "[2001:db8:0:1::1]:1"));
        Assert.Equal(ConnectionOutcome.SourceUnroutedLimit, Enter(limiter, "[2001:db8:0:1:ffff::2]:1"));
        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "[2001:db8:0:2::1]:1"));
    }

    [Fact]
    public void Bounds_the_unrouted_connections_of_all_sources()
    {
        var limiter = new SourceLimiter(new LimitsOptions { MaxUnrouted = 2 });

        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.1:1"));
        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.2:1"));
        Assert.Equal(ConnectionOutcome.UnroutedLimit, Enter(limiter, "192.0.2.3:1"));
        Assert.Equal(2, limiter.Unrouted);
    }

    [Fact]
    public void Bounds_the_rate_of_one_source_and_a_refusal_takes_no_place()
    {
        var limiter = new SourceLimiter(new LimitsOptions { NewConnectionsPerSource = 10, NewConnectionsPerSourceBurst = 1 });

        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.1:1"));
        Assert.Equal(ConnectionOutcome.SourceRateLimit, Enter(limiter, "192.0.2.1:1", nowMs: 99));
        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.2:1", nowMs: 99));
        Assert.Equal(ConnectionOutcome.None, Enter(limiter, "192.0.2.1:1", nowMs: 100));
        Assert.Equal(3, limiter.Unrouted);
    }

    [Fact]
    public void The_rate_is_remembered_after_the_last_connection_and_forgotten_when_it_no_longer_matters()
    {
        var limiter = new SourceLimiter(new LimitsOptions { NewConnectionsPerSource = 1, NewConnectionsPerSourceBurst = 1 });
        Enter(limiter, "192.0.2.1:1");
        limiter.LeaveUnrouted(Sample.Endpoint("192.0.2.1:1"));

        Assert.Equal(ConnectionOutcome.SourceRateLimit, Enter(limiter, "192.0.2.1:1", nowMs: 500));
        Assert.Equal(1, limiter.Sources);

        // Time passes for a shard with the next connection that comes to it; a few hundred sources reach them all.
        for (var i = 0; i < 500; i++)
        {
            var source = SocketEndpoint.FromIPv4((uint)(0x0A00_0000 + i), 1);
            limiter.TryEnterUnrouted(source, 100_000);
            limiter.LeaveUnrouted(source);
        }

        Assert.Equal(500, limiter.Sources);
    }

    [Fact]
    public void Sources_vanish_with_their_last_connection()
    {
        var limiter = new SourceLimiter(new LimitsOptions());
        Enter(limiter, "192.0.2.1:1");
        Enter(limiter, "192.0.2.1:2");
        Assert.Equal(1, limiter.Sources);

        limiter.LeaveUnrouted(Sample.Endpoint("192.0.2.1:1"));
        Assert.Equal(1, limiter.Sources);
        limiter.LeaveUnrouted(Sample.Endpoint("192.0.2.1:2"));

        Assert.Equal((0, 0), (limiter.Sources, limiter.Unrouted));
    }

    [Fact]
    public void A_flood_of_sources_cannot_fill_the_memory()
    {
        var limiter = new SourceLimiter(new LimitsOptions { NewConnectionsPerSource = 1 });
        for (var i = 0; i < 3 * SourceLimiter.MaxRememberedSources; i++)
        {
            var source = SocketEndpoint.FromIPv4((uint)i, 1);
            Assert.Equal(ConnectionOutcome.None, limiter.TryEnterUnrouted(source, 0));
            limiter.LeaveUnrouted(source);
        }

        Assert.InRange(limiter.Sources, 1, SourceLimiter.MaxRememberedSources);
        Assert.Equal(0, limiter.Unrouted);
    }

    [Fact]
    public void A_leave_too_many_is_not_counted()
    {
        var limiter = new SourceLimiter(new LimitsOptions());

        limiter.LeaveUnrouted(Sample.Endpoint("192.0.2.1:1"));

        Assert.Equal(0, limiter.Unrouted);
    }

    [Fact]
    public void Parallel_threads_never_get_over_a_limit_and_end_at_zero()
    {
        const int PerSource = 2, Total = 5, Sources = 4;
        var limiter = new SourceLimiter(new LimitsOptions { MaxUnroutedPerSource = PerSource, MaxUnrouted = Total });
        var held = new int[Sources];
        var violations = 0;
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 5000; i++)
            {
                var index = (i + thread) % Sources;
                var source = SocketEndpoint.FromIPv4((uint)index + 1, (ushort)i);
                if (limiter.TryEnterUnrouted(source, i) != ConnectionOutcome.None)
                    continue;
                if (Interlocked.Increment(ref held[index]) > PerSource || limiter.Unrouted > Total)
                    Interlocked.Increment(ref violations);
                Interlocked.Decrement(ref held[index]);
                limiter.LeaveUnrouted(source);
            }
        });

        Assert.Equal((0, 0, 0), (violations, limiter.Unrouted, limiter.Sources));
    }

    [Fact]
    public void A_known_source_comes_and_goes_without_allocating()
    {
        var limiter = new SourceLimiter(new LimitsOptions { NewConnectionsPerSource = 1_000_000 });
        var source = Sample.Endpoint("192.0.2.1:1");
        limiter.TryEnterUnrouted(source, 0);
        var nowMs = 0;
        ComeAndGo();

        Assert.Equal(0, Allocated.By(runs: 1000, ComeAndGo));
        Assert.Equal(1, limiter.Unrouted);

        void ComeAndGo()
        {
            limiter.TryEnterUnrouted(source, ++nowMs);
            limiter.LeaveUnrouted(source);
        }
    }

    private static ConnectionOutcome Enter(SourceLimiter limiter, string source, long nowMs = 0) =>
        limiter.TryEnterUnrouted(Sample.Endpoint(source), nowMs);
}
