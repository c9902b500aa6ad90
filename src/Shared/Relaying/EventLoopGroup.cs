using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Relaying;

/// <summary>The loops of a process, one a core by default.</summary>
public sealed class EventLoopGroup : IDisposable
{
    private readonly EventLoop[] _loops;

    /// <summary>Makes and starts the loops.</summary>
    /// <param name="count">Number of threads; 1 or more.</param>
    /// <param name="maxPipesPerLoop">Bound on pipes for splicing, two descriptors each; 0 copies always.</param>
    /// <param name="time">The clock of every deadline.</param>
    /// <param name="log">Where faults are told.</param>
    public EventLoopGroup(int count, int maxPipesPerLoop, TimeProvider time, ILogger log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Log = log;
        _loops = new EventLoop[count];
        for (var i = 0; i < count; i++)
            _loops[i] = new EventLoop(i, maxPipesPerLoop, time, log) { Group = this };
        foreach (var loop in _loops)
            loop.Start();
    }

    /// <summary>The loops, by their index.</summary>
    public IReadOnlyList<EventLoop> Loops => _loops;

    /// <summary>Connections on all loops.</summary>
    public int Load
    {
        get
        {
            var load = 0;
            foreach (var loop in _loops)
                load += loop.Load;
            return load;
        }
    }

    internal ILogger Log { get; }

    /// <summary>
    /// Where a connection accepted on <paramref name="acceptor"/> should live: with the least loaded loop, as a few that move bulk on the same one
    /// would leave other cores idle for hours. Of many, an eighth more is as good, and saves the wake-up of a hand-over.
    /// </summary>
    internal EventLoop Place(EventLoop acceptor)
    {
        var least = acceptor;
        foreach (var loop in _loops)
        {
            if (loop.Load < least.Load)
                least = loop;
        }

        return acceptor.Load > least.Load + (least.Load / 8) ? least : acceptor;
    }

    /// <summary>Runs a question on every loop and gathers the answers, in the loops' order.</summary>
    public async Task<IReadOnlyList<T>> AskAllAsync<T>(Func<EventLoop, T> question, CancellationToken cancellationToken)
    {
        var answers = new Task<T>[_loops.Length];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = AskAsync(_loops[i], question);
        return await Task.WhenAll(answers).WaitAsync(cancellationToken);
    }

    /// <summary>Runs an action on every loop and ends when all have done it.</summary>
    public Task TellAllAsync(Action<EventLoop> action, CancellationToken cancellationToken) => AskAllAsync(
        loop =>
        {
            action(loop);
            return true;
        },
        cancellationToken);

    /// <summary>Ends all loops.</summary>
    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Dispose();
    }

    private static Task<T> AskAsync<T>(EventLoop loop, Func<EventLoop, T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = loop.TryPost(l =>
        {
            try
            {
                answer.SetResult(question(l));
            }
#pragma warning disable CA1031 // The asker gets the failure.
            catch (Exception e)
#pragma warning restore CA1031
            {
                answer.SetException(e);
            }
        });
        if (!posted)
            answer.SetException(new InvalidOperationException($"Loop {loop.Index} has ended."));
        return answer.Task;
    }
}
