namespace Connectivity.Landscape.Chaos;

/// <summary>Something that is open while a fault happens and has to go on.</summary>
/// <param name="Title">For the terminal.</param>
/// <param name="ProveAsync">Throws if it has not.</param>
/// <param name="Close">Ends it.</param>
internal sealed record Survivor(string Title, Func<CancellationToken, Task> ProveAsync, Func<ValueTask> Close) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Close();
}
