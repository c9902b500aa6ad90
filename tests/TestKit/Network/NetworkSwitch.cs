namespace Connectivity.TestKit.Network;

/// <summary>Whether anything passes: off, bytes stay where they are, and nobody is told.</summary>
internal sealed class NetworkSwitch
{
    private volatile TaskCompletionSource? _off;

    /// <summary>Whether nothing passes.</summary>
    public bool IsOff => _off is not null;

    /// <summary>Lets nothing pass any more.</summary>
    public void TurnOff() =>
        Interlocked.CompareExchange(ref _off, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Lets everything pass again, from where it was.</summary>
    public void TurnOn() => Interlocked.Exchange(ref _off, null)?.SetResult();

    /// <summary>Ends when something may pass.</summary>
    public async ValueTask PassableAsync(CancellationToken cancellationToken)
    {
        while (_off is { } off)
            await off.Task.WaitAsync(cancellationToken);
    }
}
