using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Network;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

public sealed class EventLoopTests
{
    [Fact]
    public async Task Runs_what_is_posted_in_its_order_and_on_its_thread()
    {
        using var loops = new EventLoopGroup(1, 0, TimeProvider.System, NullLogger.Instance);
        var seen = new List<(int, string?)>();

        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            Assert.True(loops.Loops[0].TryPost(_ => seen.Add((number, Thread.CurrentThread.Name))));
        }

        await LoopTurns.WholeTurnAsync(loops.Loops[0]);
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => (i, (string?)"loop-0")), seen);
    }

    [Fact]
    public async Task A_posted_action_that_throws_leaves_the_loop_alive()
    {
        using var loops = new EventLoopGroup(1, 0, TimeProvider.System, NullLogger.Instance);

        Assert.True(loops.Loops[0].TryPost(static _ => throw new InvalidOperationException()));

        Assert.Equal([7], await loops.AskAllAsync(static _ => 7, CancellationToken.None));
    }

    [Fact]
    public async Task A_question_that_throws_fails_its_asker()
    {
        using var loops = new EventLoopGroup(2, 0, TimeProvider.System, NullLogger.Instance);

        await Assert.ThrowsAsync<InvalidDataException>(
            () => loops.AskAllAsync<int>(static loop => loop.Index == 1 ? throw new InvalidDataException() : 0, CancellationToken.None));
    }

    [Fact]
    public async Task Answers_what_was_asked_before_its_end_and_refuses_what_comes_later()
    {
        for (var i = 0; i < 50; i++)
        {
            var loops = new EventLoopGroup(2, 0, TimeProvider.System, NullLogger.Instance);
            var asking = Task.Run(async () =>
            {
                while (true)
                    await loops.AskAllAsync(static l => l.Index, CancellationToken.None);
            });

            loops.Dispose();
            loops.Dispose();

            await Assert.ThrowsAsync<InvalidOperationException>(() => asking).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.False(loops.Loops[0].TryPost(static _ => { }));
        }
    }

    [Fact]
    public async Task A_due_time_is_kept_by_the_clock_it_was_given()
    {
        var time = new FakeTimeProvider();
        using var loops = new EventLoopGroup(1, 0, time, NullLogger.Instance);
        var loop = loops.Loops[0];
        var pollable = new Recording();
        await loops.TellAllAsync(
            l =>
            {
                l.Attach(pollable);
                l.Schedule(pollable, l.NowMs + 1000);
            },
            CancellationToken.None);

        time.Advance(TimeSpan.FromMilliseconds(999));
        await LoopTurns.WholeTurnAsync(loop);
        Assert.Equal(0, pollable.Timers);
        time.Advance(TimeSpan.FromMilliseconds(1));
        loop.Wake();
        await pollable.FirstTimer;
        await LoopTurns.WholeTurnAsync(loop);
        Assert.Equal(1, pollable.Timers);
    }

    [Fact]
    public async Task A_fault_reaches_the_successor_that_has_the_place()
    {
        using var loops = new EventLoopGroup(1, 0, TimeProvider.System, NullLogger.Instance);
        var successor = new Recording();
        var first = new Recording
        {
            Turn = self =>
            {
                loops.Loops[0].Replace(self, successor);
                throw new InvalidOperationException();
            },
        };

        await loops.TellAllAsync(
            loop =>
            {
                loop.Attach(first);
                loop.Enqueue(first);
            },
            CancellationToken.None);
        await LoopTurns.WholeTurnAsync(loops.Loops[0]);

        Assert.Equal((0, 1), (first.Faults, successor.Faults));
    }

    [Fact]
    public async Task A_fault_in_dealing_with_a_fault_leaves_the_loop_alive()
    {
        using var loops = new EventLoopGroup(1, 0, TimeProvider.System, NullLogger.Instance);
        var pollable = new Recording { Turn = static _ => throw new InvalidOperationException(), FailsOnFault = true };

        await loops.TellAllAsync(
            loop =>
            {
                loop.Attach(pollable);
                loop.Enqueue(pollable);
            },
            CancellationToken.None);
        await LoopTurns.WholeTurnAsync(loops.Loops[0]);

        Assert.Equal(1, pollable.Faults);
    }

    [Fact]
    public async Task One_that_has_left_gets_no_turn_and_no_timer()
    {
        using var loops = new EventLoopGroup(1, 0, TimeProvider.System, NullLogger.Instance);
        var turns = 0;
        var pollable = new Recording { Turn = _ => turns++ };

        await loops.TellAllAsync(
            loop =>
            {
                loop.Attach(pollable);
                loop.Enqueue(pollable);
                loop.Schedule(pollable, loop.NowMs);
                loop.Detach(pollable);
            },
            CancellationToken.None);
        await LoopTurns.WholeTurnAsync(loops.Loops[0]);

        Assert.Equal((0, 0, 0), (turns, pollable.Timers, loops.Load));
    }

    private sealed class Recording : Pollable
    {
        private readonly TaskCompletionSource _timer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action<Recording> Turn { get; init; } = static _ => { };

        public bool FailsOnFault { get; init; }

        public int Timers { get; private set; }

        public int Faults { get; private set; }

        public Task FirstTimer => _timer.Task;

        protected internal override void OnEvents(int leg, bool readable, bool ending, bool writable)
        {
        }

        protected internal override void OnTimer()
        {
            Timers++;
            _timer.TrySetResult();
        }

        protected internal override void OnTurn() => Turn(this);

        protected internal override void OnFault()
        {
            Faults++;
            if (FailsOnFault)
                throw new InvalidOperationException();
        }
    }
}
