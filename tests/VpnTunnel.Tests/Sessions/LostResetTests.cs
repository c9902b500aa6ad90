using Connectivity.VpnTunnel.Framing;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

/// <summary>Resets and refusals that go down with a carrier, where the other side does not learn of them from that loss: its end of the stream goes over another one.</summary>
public sealed class LostResetTests
{
    private const int Left = 0;
    private const int Dying = 1;
    private const int All = int.MaxValue;

    private readonly SessionPair _pair = SessionPair.Connected();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reset_over_a_carrier_that_the_other_side_has_lost_already_is_said_again(bool byAgent)
    {
        var (server, agent) = OpenOnDying();
        Join(lostByServer: byAgent);

        (byAgent ? agent : server).Abort();
        _pair.Heal();

        Assert.NotEqual(ResetCode.None, (byAgent ? server : agent).GotReset);
        AssertNothingLeft();
    }

    [Fact]
    public void A_reset_over_a_carrier_that_the_stream_had_at_one_side_only_is_said_again()
    {
        _pair.AnswersAtOnce = false;
        _pair.Open();
        var server = _pair.Ends[0].Server;
        Assert.Equal(Left, server.Stream.Carrier!.Slot);
        _pair.Move(All, toServer: false, Left);
        // The answer goes down with the carrier: what the server lists from here on is a stream that is opening, to which nobody replies.
        _pair.Lose(atServer: true, Left, dropsTheWay: true);
        _pair.AnswerAll();
        _pair.Notice();
        _pair.Connect(Left);
        // The agent's end goes on over the new carrier; the server is going to hear of it on the other one.
        _pair.Move(All, toServer: false, Left);
        var agent = _pair.Ends[0].Agent;
        Assert.Equal(Left, agent.Stream.Carrier!.Slot);

        agent.Abort();
        _pair.Lose(atServer: false, Left, dropsTheWay: false);
        _pair.Heal();

        Assert.NotEqual(ResetCode.None, server.GotReset);
        AssertNothingLeft();
    }

    [Fact]
    public void A_refusal_is_said_again()
    {
        _pair.AnswersAtOnce = false;
        var (server, agent) = OpenOnDying();
        Join(lostByServer: true);

        agent.Stream.RefuseOpen(OpenFailure.Refused, "nobody listens");
        _pair.Heal();

        Assert.Equal(OpenFailure.Refused, server.Failure);
        AssertNothingLeft();
    }

    [Fact]
    public void A_stream_that_goes_on_is_not_touched()
    {
        var (server, agent) = OpenOnDying();
        Join(lostByServer: true);
        server.Want(1000);

        _pair.Heal();

        Assert.False(server.IsOver || agent.IsOver);
        Assert.Equal(1000, agent.Received);
    }

    [Fact]
    public void A_reset_that_has_arrived_is_not_remembered()
    {
        var (_, agent) = OpenOnDying();
        agent.Abort();
        Assert.Equal(1, _pair.Agent.Abandoned.Count);

        _pair.Settle();
        _pair.Host.Advance(3000);
        _pair.Settle();

        Assert.Equal(0, _pair.Agent.Abandoned.Count);
    }

    /// <summary>Opens a stream on the only carrier that both sides have.</summary>
    private (TestEnd Server, TestEnd Agent) OpenOnDying()
    {
        _pair.Lose(atServer: false, Left, dropsTheWay: true);
        _pair.Notice();
        _pair.Settle();
        _pair.Open();
        _pair.Settle();
        return _pair.Ends[0];
    }

    /// <summary>One side has lost the carrier, the other does not know; a new one joins, and both have read there that the stream lives.</summary>
    private void Join(bool lostByServer)
    {
        _pair.Lose(lostByServer, Dying, dropsTheWay: false);
        _pair.Connect(Left);
        _pair.Move(All, toServer: true, Left);
        _pair.Move(All, toServer: false, Left);
    }

    private void AssertNothingLeft()
    {
        Assert.Empty(_pair.Server.Streams);
        Assert.Empty(_pair.Agent.Streams);
    }
}
