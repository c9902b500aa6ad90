using Connectivity.VpnTunnel.Framing;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

public sealed class DrainTests
{
    [Fact]
    public void A_carrier_that_joins_during_a_drain_is_told_of_it_and_of_the_time_that_is_left()
    {
        var pair = new SessionPair();
        pair.Connect(0);
        pair.Settle();
        pair.Lose(atServer: false, 0, dropsTheWay: true);
        pair.Server.GoAway(GoAwayReason.Draining, TimeSpan.FromSeconds(30), "the server is ending");
        Assert.False(pair.Agent.IsPeerDraining);
        pair.Host.Advance(10_000);

        pair.Connect(1);
        pair.Settle();

        Assert.True(pair.Agent.IsPeerDraining);
        var notice = Assert.IsType<VpnTunnel.Sessions.GoAwayNotice>(pair.Agent.LastGoAway);
        Assert.Equal((GoAwayReason.Draining, "the server is ending"), (notice.Reason, notice.Message));
        Assert.InRange(notice.Time, TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_carrier_that_joins_when_the_time_is_over_is_told_that_none_is_left()
    {
        var pair = new SessionPair();
        pair.Server.GoAway(GoAwayReason.Draining, TimeSpan.FromSeconds(1), "");
        pair.Host.Advance(2000);

        pair.Connect(0);
        pair.Settle();

        Assert.Equal(TimeSpan.Zero, pair.Agent.LastGoAway?.Time);
    }

    [Fact]
    public void The_carriers_of_a_session_that_is_drained_are_closed_in_order_and_those_of_a_lost_one_are_not()
    {
        var drained = SessionPair.Connected();
        drained.Server.End(ResetCode.Drained);
        Assert.Equal([GoAwayReason.Draining, GoAwayReason.Draining], drained.ClosedAtServer);

        var lost = SessionPair.Connected();
        lost.Server.End(ResetCode.SessionLost);
        Assert.Equal([null, null], lost.ClosedAtServer);
    }

    [Fact]
    public void A_carrier_that_is_one_too_many_is_closed_without_a_word_and_its_streams_go_on()
    {
        var pair = SessionPair.Connected();
        var (server, agent) = pair.Open()!.Value;
        pair.Settle();
        server.Want(20_000);
        agent.Want(20_000);

        pair.Server.Close(server.Stream.Carrier!);
        pair.Settle();

        Assert.Contains(GoAwayReason.None, pair.ClosedAtServer);
        Assert.Equal((20_000, 20_000), (server.Received, agent.Received));
        Assert.False(pair.Agent.IsPeerDraining);
    }
}
