using Connectivity.VpnTunnel.Framing;
using CsCheck;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

/// <summary>Whatever is lost and whenever: no byte of a stream is lost or doubled, and nothing stays behind.</summary>
public sealed class LossPropertyTests
{
    internal enum Step
    {
        Open,
        Send,
        Fin,
        Reset,
        Abort,
        Block,
        Unblock,
        Answer,
        Move,
        Lose,
        Dial,
        Greet,
        Join,
        Notice,
        Advance,
    }

    internal static readonly Gen<(Step Step, int A, int B)[]> Steps = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(Step.Open)),
            (8, Gen.Const(Step.Send)),
            (2, Gen.Const(Step.Fin)),
            (1, Gen.Const(Step.Block)),
            (1, Gen.Const(Step.Unblock)),
            (2, Gen.Const(Step.Answer)),
            (14, Gen.Const(Step.Move)),
            (4, Gen.Const(Step.Lose)),
            (4, Gen.Const(Step.Dial)),
            (4, Gen.Const(Step.Greet)),
            (4, Gen.Const(Step.Join)),
            (2, Gen.Const(Step.Notice)),
            (2, Gen.Const(Step.Advance))),
        Gen.Int[0, 1 << 20],
        Gen.Int[0, 1 << 20]).Array[0, 200];

    internal static readonly Gen<(Step Step, int A, int B)[]> RoughSteps = Gen.Select(
        Steps,
        Gen.Select(Gen.OneOf(Gen.Const(Step.Reset), Gen.Const(Step.Abort)), Gen.Int[0, 1 << 20], Gen.Int[0, 3]).Array[0, 12],
        Gen.Int[0, 1 << 20]).Select(static (steps, rough, seed) =>
        {
            var mixed = steps.ToList();
            var random = new Random(seed);
            foreach (var step in rough)
                mixed.Insert(random.Next(mixed.Count + 1), step);
            return mixed.ToArray();
        });

    [Fact]
    public void Streams_outlive_any_loss_of_carriers() => Steps.Sample(
        CheckMild,
        iter: 3000,
        print: Print);

    [Fact]
    public void Resets_and_cancellations_reach_the_other_side_however_often_they_are_lost() => RoughSteps.Sample(
        Check,
        iter: 3000,
        print: Print);

    internal static void CheckMild((Step Step, int A, int B)[] steps)

        {
            var pair = Run(steps);
            pair.Heal();
            foreach (var (server, agent) in pair.Ends)
            {
                Assert.True(server.IsOpened && agent.IsOpened);
                Assert.Equal((ResetCode.None, ResetCode.None), (server.GotReset, agent.GotReset));
                Assert.Equal((server.Wanted, agent.Wanted), (agent.Received, server.Received));
                Assert.Equal((server.WantsFin, agent.WantsFin), (agent.GotFin, server.GotFin));
                Assert.Equal(server.WantsFin && agent.WantsFin, server.HasEnded);
                Assert.Equal(server.HasEnded, agent.HasEnded);
            }

            AssertNothingLeft(pair);
        }

    internal static void Check((Step Step, int A, int B)[] steps)

        {
            var pair = Run(steps);
            pair.Heal();
            foreach (var (server, agent) in pair.Ends)
            {
                if (server.Aborted && agent.Stream is null)
                    continue;
                Assert.True(!server.IsOver == !agent.IsOver || server.Aborted || agent.Aborted, "one side is over and the other is not");
                if (server.WantsReset && !agent.Aborted && !agent.WantsReset && agent.GotReset != ResetCode.None && !agent.WantsFin)
                    Assert.True(agent.Received <= server.Sent);
            }

            AssertNothingLeft(pair);
        }

    internal static string Print((Step Step, int A, int B)[] steps) => string.Join('\n', steps.Select(static s => $"{s.Step} {s.A % 4} {s.A} {s.B}"));

    private static void AssertNothingLeft(SessionPair pair)
    {
        foreach (var (server, agent) in pair.Ends)
        {
            if (!server.IsOver)
                server.Abort();
            pair.Settle();
            Assert.True(agent.Stream is null || agent.IsOver);
        }

        pair.Settle();
        Assert.Empty(pair.Server.Streams);
        Assert.Empty(pair.Agent.Streams);
        foreach (var session in (Connectivity.VpnTunnel.Sessions.TunnelSession[])[pair.Server, pair.Agent])
            Assert.Equal((0, 0), (session.ReceiveMemory.Used, session.SendMemory.Used));
        Assert.Equal(0, pair.Host.Chunks.BytesInUse);
    }

    private static SessionPair Run((Step Step, int A, int B)[] steps)
    {
        var pair = SessionPair.Connected();
        pair.AnswersAtOnce = false;
        foreach (var (step, a, b) in steps)
            Do(pair, step, a, b);
        return pair;
    }

    private static void Do(SessionPair pair, Step step, int a, int b)
    {
        var slot = a % SessionPair.Slots;
        switch (step)
        {
            case Step.Open when pair.Ends.Count < 12:
                pair.Open();
                break;
            case Step.Answer:
                pair.AnswerAll();
                break;
            case Step.Move:
                pair.Move(b % 3 == 0 ? b % 40 : b, a % 4 < 2, slot);
                break;
            case Step.Lose:
                pair.Lose(a % 4 < 2, slot, b % 2 == 0);
                break;
            case Step.Dial:
                pair.Dial(slot);
                break;
            case Step.Greet:
                pair.Greet(slot);
                break;
            case Step.Join:
                pair.Join(slot);
                break;
            case Step.Notice:
                pair.Notice();
                break;
            case Step.Advance:
                pair.Host.Advance(b % 500);
                break;
            default:
                DoWithStream(pair, step, a, b);
                break;
        }
    }

    private static void DoWithStream(SessionPair pair, Step step, int a, int b)
    {
        if (pair.Ends.Count == 0)
            return;
        var ends = pair.Ends[a / 2 % pair.Ends.Count];
        var end = a % 2 == 0 ? ends.Server : ends.Agent;
        switch (step)
        {
            case Step.Send:
                end.Want(b % 5 == 0 ? b % 300_000 : b % 2000);
                break;
            case Step.Fin:
                end.WantFin();
                break;
            case Step.Block:
                end.IsBlocked = true;
                break;
            case Step.Unblock:
                end.Unblock();
                break;
            case Step.Reset:
                end.WantReset();
                break;
            case Step.Abort when end.Stream is not null:
                end.Abort();
                break;
        }
    }
}
