using Connectivity.Shared.Relaying;

namespace Connectivity.TestKit.Network;

/// <summary>Sees a loop through one whole turn: events, timers, mail and all.</summary>
public sealed class LoopTurns : Pollable
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventLoop _loop;
    private int _turns;

    private LoopTurns(EventLoop loop) => _loop = loop;

    /// <summary>Ends when the loop has asked for events after this call, and has served them and the timers that were due.</summary>
    public static Task WholeTurnAsync(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        var turns = new LoopTurns(loop);
        if (!loop.TryPost(turns.Begin))
            throw new InvalidOperationException("The loop has ended.");
        return turns._done.Task;
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable) =>
        throw new InvalidOperationException("It watches nothing.");

    /// <inheritdoc/>
    protected override void OnTurn()
    {
        // The first is the rest of the turn that this began in.
        if (++_turns < 2)
        {
            _loop.Enqueue(this);
            return;
        }

        _loop.Detach(this, isConnection: false);
        _done.SetResult();
    }

    /// <inheritdoc/>
    protected override void OnFault() => _done.TrySetException(new InvalidOperationException("The turn failed."));

    private void Begin(EventLoop loop)
    {
        loop.Attach(this, isConnection: false);
        loop.Enqueue(this);
    }
}
