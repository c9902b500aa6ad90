using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Chaos;

/// <summary>A path that the landscape tries itself.</summary>
/// <param name="shoot">The shoot.</param>
/// <param name="kind">The way.</param>
/// <param name="node">The node that it ends at.</param>
/// <param name="pause">From one try to the next.</param>
/// <param name="attempt">Tries it; throws what is wrong.</param>
internal sealed class PolledPath(
    Shoot shoot, PathKind kind, NodeName? node, TimeSpan pause, Func<CancellationToken, Task> attempt) : TriedPath(shoot, kind, node)
{
    private const int Enough = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<Attempt> _attempts = [];
    private readonly CancellationTokenSource _ending = new();
    private Task _trying = Task.CompletedTask;

    public override Task StartAsync(CancellationToken cancellation)
    {
        var start = DateTimeOffset.UtcNow;
        _trying = TryAsync();
        return WaitUntilWorkingAsync(start, cancellation);
    }

    public override async Task WaitUntilWorkingAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        while (!IsWorking(since))
            await Task.Delay(Interval, cancellation);
    }

    public override async Task<IReadOnlyList<Attempt>> StopAsync()
    {
        await _ending.CancelAsync();
        await _trying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _attempts;
    }

    private bool IsWorking(DateTimeOffset since)
    {
        lock (_lock)
        {
            var last = _attempts.TakeLast(Enough).Where(attempt => attempt.Failure is null && attempt.Started >= since);
            return last.Count() == Enough;
        }
    }

    private async Task TryAsync()
    {
        while (true)
        {
            var start = DateTimeOffset.UtcNow;
            var failure = await FailureAsync();
            _ending.Token.ThrowIfCancellationRequested();
            lock (_lock)
                _attempts.Add(new Attempt(start, DateTimeOffset.UtcNow, failure));
            await Task.Delay(pause, _ending.Token);
        }
    }

    private async Task<string?> FailureAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        deadline.CancelAfter(Limit);
        try
        {
            await attempt(deadline.Token);
            return null;
        }
        catch (LandscapeException error)
        {
            return error.Message;
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {Limit.TotalSeconds} s";
        }
    }
}
