using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server;

public sealed class DialTests
{
    private const string Host = "10.250.0.2";

    [Fact]
    public void The_stream_of_the_agent_that_connects_is_handed_over()
    {
        var bench = new DialBench(1);
        var result = bench.Start();
        var asked = Assert.Single(bench.Agents[0].Dials);
        Assert.Equal((Host, 10250, StreamKind.Tcp), (asked.Request.Host, asked.Request.Port, asked.Request.Kind));
        Assert.Equal(1, bench.Dialer.Pending.Count);

        bench.Accept(bench.Agents[0]);

        Assert.Equal(StreamState.Open, result.Stream!.State);
        Assert.Equal("10.250.0.2:10250", result.Stream.Address);
        Assert.Equal((1, 1, 0), (result.Tellings, result.Dial.Attempts, bench.Dialer.Pending.Count));
    }

    [Fact]
    public void The_agent_has_less_time_than_the_client_so_that_its_answer_comes_first()
    {
        var bench = new DialBench(1);
        bench.Start();
        Assert.Equal(TimeSpan.FromMilliseconds(4500), bench.Agents[0].Dials[0].Request.DialTime);
    }

    [Fact]
    public void Without_agents_it_fails_at_once()
    {
        var bench = new DialBench(0);
        Assert.Equal(new DialFailure(StreamOutcome.NoAgent, null, ""), bench.Start().Failure);
        Assert.Equal(0, bench.Dialer.Pending.Count);
    }

    [Fact]
    public void An_agent_that_has_just_lost_its_carriers_is_waited_for()
    {
        var bench = new DialBench(1);
        bench.Agents[0].Disconnect();
        var result = bench.Start();
        bench.Advance(result, 700);
        Assert.False(result.IsOver);

        bench.Agents[0].Reconnect();
        bench.Advance(result, 200);
        bench.Accept(bench.Agents[0]);

        Assert.Equal((1, 1, 0), (result.Tellings, result.Dial.Attempts, bench.Dialer.Pending.Count));
        Assert.Equal(StreamState.Open, result.Stream!.State);
    }

    [Fact]
    public void An_agent_that_does_not_come_back_is_waited_for_no_longer_than_a_second_one()
    {
        var bench = new DialBench(1);
        bench.Agents[0].Disconnect();
        var result = bench.Start();
        bench.Advance(result, 999);
        Assert.False(result.IsOver);
        bench.Advance(result, 1);
        Assert.Equal(new DialFailure(StreamOutcome.NoAgent, null, ""), result.Failure);
        Assert.Equal(0, bench.Dialer.Pending.Count);
    }

    [Theory]
    [InlineData(nameof(OpenFailure.Refused), nameof(StreamOutcome.TargetRefused))]
    [InlineData(nameof(OpenFailure.Forbidden), nameof(StreamOutcome.Forbidden))]
    [InlineData(nameof(OpenFailure.ResetDuringDial), nameof(StreamOutcome.ResetDuringDial))]
    public void The_targets_own_answer_and_a_prohibition_are_final(string failure, string expected)
    {
        var bench = new DialBench(2);
        var result = bench.Start();
        var first = bench.AgentOf(Host);

        bench.Refuse(first, Enum.Parse<OpenFailure>(failure), "said so");

        Assert.Equal(new DialFailure(Enum.Parse<StreamOutcome>(expected), first.Session.PeerId, "said so"), result.Failure);
        Assert.Equal(1, bench.Agents.Sum(static a => a.Dials.Count));
    }

    public static TheoryData<string> OwnReasons() =>
        [.. Enum.GetValues<OpenFailure>().Where(static f => f is not OpenFailure.None and < OpenFailure.NoAgent && DialFailure.IsWorthAnotherAgent(f)).Select(static f => f.ToString())];

    [Theory]
    [MemberData(nameof(OwnReasons))]
    public void An_agents_own_failure_makes_another_one_be_asked_at_once(string failure)
    {
        var bench = new DialBench(3);
        var result = bench.Start();
        var first = bench.AgentOf(Host);

        bench.Refuse(first, Enum.Parse<OpenFailure>(failure));

        Assert.False(result.IsOver);
        var second = bench.Agents.Single(a => a != first && a.Dials.Count > 0);
        bench.Accept(second);
        Assert.Same(second.Session, result.Stream!.Session);
        Assert.Equal(2, result.Dial.Attempts);
    }

    [Fact]
    public void Two_agents_are_asked_at_most_and_the_failure_nearer_to_the_target_is_told()
    {
        var bench = new DialBench(3);
        var result = bench.Start();
        var first = bench.AgentOf(Host);
        bench.Refuse(first, OpenFailure.HostUnreachable, "first");
        var second = bench.Agents.Single(a => a != first && a.Dials.Count > 0);

        bench.Refuse(second, OpenFailure.OutOfDescriptors, "second");

        Assert.Equal(new DialFailure(StreamOutcome.HostUnreachable, first.Session.PeerId, "first"), result.Failure);
        Assert.Equal(2, bench.Agents.Sum(static a => a.Dials.Count));
    }

    [Fact]
    public void A_second_agent_is_asked_beside_a_slow_one_and_the_first_to_connect_wins()
    {
        var bench = new DialBench(2);
        var result = bench.Start();
        var slow = bench.AgentOf(Host);
        bench.Advance(result, 999);
        Assert.Equal(1, bench.Agents.Sum(static a => a.Dials.Count));

        bench.Advance(result, 1);
        var other = bench.Agents.Single(a => a != slow);
        Assert.Equal((1, 1), (slow.Pending, other.Pending));
        bench.Accept(other);

        Assert.Same(other.Session, result.Stream!.Session);
        Assert.Equal(StreamState.Ended, slow.Dials[0].State);
        Assert.Equal(0, slow.Session.Load);
    }

    [Fact]
    public void The_slow_one_may_still_win()
    {
        var bench = new DialBench(2);
        var result = bench.Start();
        var slow = bench.AgentOf(Host);
        bench.Advance(result, 1500);

        bench.Accept(slow);

        Assert.Same(slow.Session, result.Stream!.Session);
        Assert.All(bench.Agents.Where(a => a != slow), static a => Assert.Equal(0, a.Session.Load));
        Assert.Equal(1, result.Tellings);
    }

    [Fact]
    public void A_refusal_by_one_of_two_is_final_for_both()
    {
        var bench = new DialBench(2);
        var result = bench.Start();
        bench.Advance(result, 1000);

        bench.Refuse(bench.Agents[0], OpenFailure.Refused);

        Assert.Equal(StreamOutcome.TargetRefused, result.Failure!.Value.Outcome);
        Assert.All(bench.Agents, static a => Assert.Equal(0, a.Session.Load));
    }

    [Fact]
    public void There_is_always_an_answer_in_time()
    {
        var bench = new DialBench(2);
        var result = bench.Start();
        bench.Advance(result, 4999);
        Assert.False(result.IsOver);

        bench.Advance(result, 1);

        Assert.Equal(StreamOutcome.AgentTimeout, result.Failure!.Value.Outcome);
        Assert.All(bench.Agents, static a => Assert.Equal(StreamState.Ended, Assert.Single(a.Dials).State));
        Assert.Equal(0, bench.Dialer.Pending.Count);
    }

    [Fact]
    public void A_lone_agent_is_not_asked_twice()
    {
        var bench = new DialBench(1);
        var result = bench.Start();
        bench.Advance(result, 4000);
        Assert.Single(bench.Agents[0].Dials);
        bench.Refuse(bench.Agents[0], OpenFailure.Timeout);
        Assert.Equal(new DialFailure(StreamOutcome.TargetTimeout, "node-0", ""), result.Failure);
    }

    [Fact]
    public void An_agent_lost_while_it_dials_is_replaced_by_another()
    {
        var bench = new DialBench(2);
        var result = bench.Start();
        var first = bench.AgentOf(Host);

        first.Session.End(ResetCode.SessionLost);
        bench.Pump();

        bench.Accept(bench.Agents.Single(a => a != first));
        Assert.NotNull(result.Stream);
    }

    [Fact]
    public void The_loss_of_the_last_agent_is_told()
    {
        var bench = new DialBench(1);
        var result = bench.Start();
        bench.Agents[0].Session.End(ResetCode.SessionLost);
        Assert.Equal((StreamOutcome.AgentLost, "node-0"), (result.Failure!.Value.Outcome, result.Failure.Value.Agent));
    }

    [Fact]
    public void A_cancelled_dial_is_taken_back_everywhere_and_nobody_is_told()
    {
        var bench = new DialBench(2);
        var result = bench.Start();
        bench.Advance(result, 1000);

        result.Dial.Cancel();
        bench.Pump();

        Assert.Equal((0, 0), (result.Tellings, bench.Dialer.Pending.Count));
        Assert.All(bench.Agents, static a => Assert.Equal((0, 0), (a.Pending, a.Session.Load)));
    }

    [Fact]
    public void A_full_session_is_passed_over_and_only_full_ones_are_told_as_such()
    {
        var bench = new DialBench(2, settings: new SessionSettings { MaxStreams = 1 });
        var first = bench.Start();
        bench.Accept(bench.AgentOf(Host));
        bench.Start();
        bench.Accept(bench.Agents.Single(a => a.Session != first.Stream!.Session));

        Assert.Equal(StreamOutcome.TooManyStreams, bench.Start().Failure!.Value.Outcome);
    }

    [Fact]
    public void A_destination_has_its_share_of_waiting_dials_and_all_have_theirs()
    {
        var bench = new DialBench(1, maxPending: 5, maxPerDestination: 3);
        for (var i = 0; i < 3; i++)
            Assert.False(bench.Start("Dead", 1).IsOver);
        Assert.Equal(new DialFailure(StreamOutcome.TooManyDials, null, ""), bench.Start("dead", 1).Failure);
        Assert.False(bench.Start("dead", 2).IsOver);
        var fifth = bench.Start("other", 1);
        Assert.Equal(StreamOutcome.TooManyDials, bench.Start("another", 1).Failure!.Value.Outcome);

        fifth.Dial.Cancel();

        Assert.False(bench.Start("another", 1).IsOver);
        Assert.Equal(5, bench.Dialer.Pending.Count);
    }

    [Fact]
    public void Ten_thousand_dials_into_a_black_hole_do_not_hold_up_others()
    {
        var bench = new DialBench(2, maxPending: 20_000, maxPerDestination: 20_000);
        bench.Agents.ForEach(static a => a.OnDial = static d =>
        {
            if (d.Request.Host == "healthy")
                d.AcceptOpen("10.0.0.1:1");
        });
        var lost = Enumerable.Range(0, 10_000).Select(_ => bench.Start("blackhole")).ToArray();

        for (var i = 0; i < 100; i++)
            Assert.NotNull(bench.Start("healthy").Stream);

        Assert.All(lost, static l => Assert.False(l.IsOver));
        Assert.Equal(10_000, bench.Dialer.Pending.Count);
        Assert.Equal(10_000, bench.Agents.Sum(static a => a.Pending));
    }

    [Fact]
    public void Every_failure_of_an_agent_has_a_leg_and_an_outcome_of_its_own()
    {
        var outcomes = Enum.GetValues<OpenFailure>().Where(static f => f != OpenFailure.None).Select(StreamOutcomes.Of).ToArray();
        Assert.Equal(outcomes.Length, outcomes.Distinct().Count());
        Assert.DoesNotContain(outcomes, static o => o.Leg() == StreamLeg.Client);
    }
}
