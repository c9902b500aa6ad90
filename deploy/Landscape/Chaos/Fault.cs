namespace Connectivity.Landscape.Chaos;

/// <summary>Something that goes wrong.</summary>
/// <param name="Name">By which <c>./landscape chaos</c> is asked for it.</param>
/// <param name="Title">What happens.</param>
/// <param name="HappenAsync">Has it happen; returns when its cause is gone, or will be by itself.</param>
/// <param name="MayInterrupt">The paths that may fail for a while. All others have to go on.</param>
/// <param name="OpenAsync">Opens what has to go on.</param>
internal sealed record Fault(
    string Name,
    string Title,
    Func<CancellationToken, Task> HappenAsync,
    Func<TriedPath, bool> MayInterrupt,
    Func<CancellationToken, IAsyncEnumerable<Survivor>> OpenAsync);
