using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

public sealed class LivenessTests
{
    [Fact]
    public void A_silent_carrier_is_suspect_after_four_seconds_and_given_up_after_ten()
    {
        var pair = SessionPair.Connected();
        var link = pair.Server.Carriers[0];
        // The next PING goes out at most two seconds from now, and nothing answers it.
        pair.Host.Advance(2000);
        Assert.False(link.IsSuspect);
        pair.Host.Advance(4000);
        Assert.True(link.IsSuspect);
        Assert.False(pair.Server.IsUsable);
        Assert.False(link.IsLost);
        pair.Host.Advance(6500);
        Assert.True(link.IsLost);
        Assert.Empty(pair.Server.Carriers);
    }

    [Fact]
    public void A_carrier_that_answers_lives_on_and_tells_its_round_trip()
    {
        var pair = SessionPair.Connected();
        for (var i = 0; i < 40; i++)
        {
            pair.Host.Advance(500);
            pair.Settle();
        }

        Assert.Equal(2, pair.Server.Carriers.Count);
        Assert.True(pair.Server.IsUsable && pair.Server.RttMicroseconds > 0);
    }

    [Fact]
    public void Streams_move_from_a_dead_carrier_to_the_living_one_and_miss_nothing()
    {
        var pair = SessionPair.Connected();
        for (var i = 0; i < 8; i++)
            pair.Open();
        pair.Settle();
        foreach (var (server, agent) in pair.Ends)
        {
            server.Want(50_000);
            agent.Want(50_000);
        }

        pair.Lose(atServer: true, 0, dropsTheWay: true);
        pair.Settle();
        Assert.All(pair.Ends, static e => Assert.Equal((50_000, 50_000), (e.Server.Received, e.Agent.Received)));
        Assert.Single(pair.Agent.Carriers);
        Assert.True(pair.Server.Losses == 1 && pair.Agent.Losses == 1);
    }

    [Fact]
    public void Past_the_resume_window_every_stream_is_reset_on_both_sides()
    {
        var pair = SessionPair.Connected();
        pair.Open();
        pair.Settle();
        for (var slot = 0; slot < SessionPair.Slots; slot++)
        {
            pair.Lose(atServer: true, slot, dropsTheWay: true);
            pair.Lose(atServer: false, slot, dropsTheWay: true);
        }

        pair.Host.Advance(59_000);
        Assert.Equal((ResetCode.None, ResetCode.None), (pair.Ends[0].Server.GotReset, pair.Ends[0].Agent.GotReset));
        pair.Host.Advance(2000);
        Assert.Equal((ResetCode.SessionLost, ResetCode.SessionLost), (pair.Ends[0].Server.GotReset, pair.Ends[0].Agent.GotReset));
        Assert.Equal(2, pair.Host.Ended.Count);
    }

    [Fact]
    public void Within_the_window_a_new_carrier_brings_everything_back()
    {
        var pair = SessionPair.Connected();
        var (server, agent) = pair.Open()!.Value;
        pair.Settle();
        for (var slot = 0; slot < SessionPair.Slots; slot++)
        {
            pair.Lose(atServer: true, slot, dropsTheWay: true);
            pair.Lose(atServer: false, slot, dropsTheWay: true);
        }

        server.Want(40_000);
        agent.Want(40_000);
        pair.Host.Advance(30_000);
        pair.Connect(0);
        pair.Settle();
        Assert.Equal((40_000, 40_000), (server.Received, agent.Received));
    }

    [Fact]
    public void A_slow_reader_gets_the_rest_though_the_peer_is_done_with_the_stream_and_carriers_are_lost()
    {
        var pair = SessionPair.Connected();
        var (server, agent) = pair.Open()!.Value;
        pair.Settle();
        agent.IsBlocked = true;
        server.Want(30_000);
        server.WantFin();
        agent.WantFin();
        for (var i = 0; i < 10; i++)
        {
            pair.Host.Advance(500);
            pair.Settle();
        }

        Assert.True(server.HasEnded);
        for (var slot = 0; slot < SessionPair.Slots; slot++)
            pair.Lose(atServer: false, slot, dropsTheWay: true);
        pair.Notice();
        for (var slot = 0; slot < SessionPair.Slots; slot++)
            pair.Connect(slot);
        pair.Settle();
        agent.Unblock();
        pair.Settle();
        Assert.Equal((30_000, true, true), (agent.Received, agent.GotFin, agent.HasEnded));
    }

    [Fact]
    public void A_peer_that_drains_gets_no_new_streams_and_keeps_the_old()
    {
        var pair = SessionPair.Connected();
        var (server, agent) = pair.Open()!.Value;
        pair.Settle();
        pair.Agent.GoAway(GoAwayReason.Draining, TimeSpan.FromSeconds(30), "roll-out");
        pair.Settle();
        Assert.False(pair.Server.IsUsable);
        Assert.Equal((GoAwayReason.Draining, TimeSpan.FromSeconds(30)), (pair.Server.LastGoAway!.Reason, pair.Server.LastGoAway.Time));
        agent.Want(1000);
        pair.Settle();
        Assert.Equal(1000, server.Received);
    }

    [Theory]
    [InlineData(FrameType.Open, 1u, true, FrameError.WrongDirection)]
    [InlineData(FrameType.OpenOk, 1u, false, FrameError.WrongDirection)]
    [InlineData(FrameType.Data, 0u, true, FrameError.WrongStream)]
    [InlineData(FrameType.Ping, 1u, true, FrameError.WrongStream)]
    [InlineData(FrameType.Hello, 0u, true, FrameError.OutOfOrder)]
    [InlineData(FrameType.Advert, 0u, false, FrameError.WrongDirection)]
    [InlineData(FrameType.Members, 0u, true, FrameError.WrongDirection)]
    [InlineData((FrameType)0x77, 0u, true, FrameError.None)]
    [InlineData((FrameType)0x77, 9u, true, FrameError.None)]
    public void Frames_that_may_not_be_sent_are_refused_and_unknown_ones_skipped(object type, uint stream, bool toServer, object expected)
    {
        var pair = SessionPair.Connected();
        var session = toServer ? pair.Server : pair.Agent;
        Assert.Equal(expected, session.OnFrame(session.Carriers[0], new FrameHeader((FrameType)type, FrameFlags.None, 0, stream), default));
    }

    [Fact]
    public void An_unknown_frame_that_is_critical_is_refused()
    {
        var pair = SessionPair.Connected();
        Assert.Equal(
            FrameError.CriticalUnknown,
            pair.Server.OnFrame(pair.Server.Carriers[0], new FrameHeader((FrameType)0x77, FrameFlags.Critical, 0, 0), default));
    }

    [Fact]
    public void Every_frame_before_resume_is_out_of_order()
    {
        var pair = new SessionPair();
        pair.Connect(0);
        foreach (var type in (FrameType[])[FrameType.Data, FrameType.Window, FrameType.Advert, FrameType.OpenOk, FrameType.Pong])
        {
            var stream = type is FrameType.Advert or FrameType.Pong ? 0u : 1u;
            Assert.Equal(FrameError.OutOfOrder, pair.Server.OnFrame(pair.Server.Carriers[0], new FrameHeader(type, FrameFlags.None, 0, stream), default));
        }
    }

    [Fact]
    public void A_later_carrier_in_a_slot_replaces_the_one_that_the_server_still_believes_in()
    {
        var pair = SessionPair.Connected();
        var (server, agent) = pair.Open()!.Value;
        pair.Settle();
        pair.Lose(atServer: false, 0, dropsTheWay: true);
        pair.Lose(atServer: false, 1, dropsTheWay: true);
        Assert.Equal(2, pair.Server.Carriers.Count);
        pair.Connect(0);
        pair.Connect(1);
        server.Want(3000);
        agent.Want(3000);
        pair.Settle();
        Assert.Equal(2, pair.Server.Carriers.Count);
        Assert.Equal((3000, 3000), (server.Received, agent.Received));
    }
}
