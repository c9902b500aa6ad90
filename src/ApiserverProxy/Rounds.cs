namespace Connectivity.ApiserverProxy;

/// <summary>The time from one round of some work to the next, which anybody may cut short. One waits at a time.</summary>
/// <param name="time">The clock.</param>
internal sealed class Rounds(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly Lock _lock = new();

    /// <summary>Has the next round begin now, or right after the one that goes on.</summary>
    public void BringForward()
    {
        lock (_lock)
        {
            if (_wanted.CurrentCount == 0)
                _wanted.Release();
        }
    }

    /// <summary>Waits for the next round.</summary>
    /// <param name="longest">When it begins at the latest.</param>
    /// <param name="ending">Cancelled: there is no next round.</param>
    /// <exception cref="OperationCanceledException">There is none.</exception>
    public async Task WaitAsync(TimeSpan longest, CancellationToken ending)
    {
        using var period = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(period.Token, ending);
        try
        {
            await _wanted.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            // It is time.
        }
    }

    public void Dispose() => _wanted.Dispose();
}
