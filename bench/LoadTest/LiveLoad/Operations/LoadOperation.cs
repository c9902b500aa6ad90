namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>What is done again and again to a target.</summary>
internal abstract class LoadOperation : IAsyncDisposable
{
    /// <summary>Operations that may be under way at a time.</summary>
    public abstract int MaxUnderWay { get; }

    /// <summary>Operations at most.</summary>
    public virtual long MaxOperations => long.MaxValue;

    /// <summary>Makes what has to be there before the first one: connections that stay.</summary>
    public virtual Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>One operation; throws when it fails.</summary>
    public abstract Task RunAsync(long number, CancellationToken cancellation);

    /// <summary>What is to be seen at the end, when nothing is under way any more.</summary>
    public virtual Task FinishAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Closes what stays.</summary>
    protected internal virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
