using Connectivity.VpnTunnel.Framing;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

/// <summary>
/// A reset that goes down with a carrier, when the side that sent it learnt of the loss last: the other side had moved the stream to another carrier by then.
/// </summary>
public sealed class LostResetTests
{
    private const int Left = 0;
    private const int Dying = 1;
    private const int All = int.MaxValue;

    private readonly SessionPair _pair = SessionPair.Connected();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Is_made_good_by_the_loss_of_the_carrier(bool byAgent)
    {
        var (server, agent) = OpenOnDying();
        Join(lostByServer: byAgent);

        (byAgent ? agent : server).Abort();
        _pair.Heal();

        Assert.Equal(ResetCode.SessionLost, (byAgent ? server : agent).GotReset);
        AssertNothingLeft();
    }

    [Fact]
    public void A_stream_that_is_asked_for_anew_outlives_what_was_written_before()
    {
        _pair.AnswersAtOnce = false;
        OpenOnDying();
        Join(lostByServer: true);

        _pair.Ends[0].Agent.Abort();
        _pair.Heal();

        var (server, agent) = _pair.Ends[0];
        Assert.True(server.IsOpened && agent.IsOpened);
        Assert.False(server.IsOver || agent.IsOver);
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
