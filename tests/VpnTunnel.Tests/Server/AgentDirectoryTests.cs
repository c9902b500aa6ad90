using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Streams;
using CsCheck;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server;

public sealed class AgentDirectoryTests
{
    private readonly HandClock _clock = new();

    [Theory]
    [InlineData("10.250.0.5", "node")]
    [InlineData("::ffff:10.250.0.5", "node")]
    [InlineData("10.250.0.6", "subnet")]
    [InlineData("10.250.1.6", "range")]
    [InlineData("2001:db8::7", "six")]
    [InlineData("10.9.9.9", "zone")]
    [InlineData("node-5.internal", "zone")]
    public void The_nearest_agent_is_taken(string host, string expected)
    {
        LinkedAgent[] agents =
        [
            new(_clock, "elsewhere", "b"),
            new(_clock, "range", "b", ["10.250.0.0/16"]),
            new(_clock, "subnet", "b", ["10.250.0.0/24", "172.16.0.0/12"]),
            new(_clock, "node", "b", ["10.250.0.5/32"]),
            new(_clock, "six", "b", ["2001:db8::/64"]),
            new(_clock, "zone", "a"),
        ];
        Assert.Equal(expected, Directory("a", agents).Pick(host, [])!.PeerId);
    }

    [Fact]
    public void A_server_in_no_zone_has_no_agent_in_it()
    {
        var busy = new LinkedAgent(_clock, "busy");
        Open(busy, 1);
        var idle = new LinkedAgent(_clock, "idle", "a");
        Assert.Equal("idle", Directory("", busy, idle).Pick("x", [])!.PeerId);
    }

    [Fact]
    public void Among_equals_the_least_loaded_is_taken()
    {
        LinkedAgent[] agents = [new(_clock, "two"), new(_clock, "one"), new(_clock, "three")];
        Open(agents[0], 2);
        Open(agents[1], 1);
        Open(agents[2], 3);
        Assert.Equal("one", Directory("", agents).Pick("x", [])!.PeerId);
    }

    [Fact]
    public void Dials_are_spread_evenly()
    {
        LinkedAgent[] agents = [new(_clock, "a"), new(_clock, "b"), new(_clock, "c")];
        var directory = Directory("", agents);
        for (var i = 0; i < 300; i++)
            directory.Pick("x", [])!.Open(new OpenRequest(StreamKind.Tcp, "x", 1, StreamClass.Interactive, TimeSpan.FromSeconds(1)), NoEnd.Instance);
        Assert.All(agents, static a => Assert.Equal(100, a.Session.Load));
    }

    [Fact]
    public void Those_that_drain_or_have_ended_or_were_asked_already_are_left_out()
    {
        LinkedAgent[] agents = [new(_clock, "draining"), new(_clock, "ended"), new(_clock, "asked"), new(_clock, "last")];
        agents[0].Own.GoAway(GoAwayReason.Draining, TimeSpan.FromSeconds(30), "");
        agents[0].Pump();
        agents[1].Session.End(ResetCode.SessionLost);
        var directory = Directory("", agents);

        Assert.Equal("last", directory.Pick("x", [agents[2].Session])!.PeerId);
        Assert.Null(directory.Pick("x", [agents[2].Session, agents[3].Session]));
    }

    [Fact]
    public void A_better_rank_is_better_by_the_first_part_that_differs() => Gen.Select(Rank, Rank).Sample(static (one, other) =>
    {
        var expected = one.PrefixLength != other.PrefixLength ? one.PrefixLength > other.PrefixLength
            : one.IsInOurZone != other.IsInOurZone ? one.IsInOurZone
            : one.Load != other.Load ? one.Load < other.Load
            : one.RttMicroseconds < other.RttMicroseconds;
        Assert.Equal(expected, one > other);
        Assert.Equal(one.CompareTo(other), -other.CompareTo(one));
    });

    [Fact]
    public void Ranks_have_one_order() => Gen.Select(Rank, Rank, Rank).Sample(static (a, b, c) =>
    {
        if (a >= b && b >= c)
            Assert.True(a >= c);
    });

    private static Gen<AgentRank> Rank => Gen.Select(Gen.Int[-1, 2], Gen.Bool, Gen.Int[0, 2], Gen.Long[0, 2], static (p, z, l, r) => new AgentRank(p, z, l, r));

    private static AgentDirectory Directory(string zone, params LinkedAgent[] agents) => new([.. agents.Select(static a => a.Session)], zone);

    private static void Open(LinkedAgent agent, int streams)
    {
        for (var i = 0; i < streams; i++)
            agent.Session.Open(new OpenRequest(StreamKind.Tcp, "x", 1, StreamClass.Interactive, TimeSpan.FromSeconds(1)), NoEnd.Instance);
        agent.Pump();
    }
}
