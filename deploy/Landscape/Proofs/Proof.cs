namespace Connectivity.Landscape.Proofs;

/// <summary>What proofs are made of.</summary>
internal static class Proof
{
    /// <summary>Fails the proof unless something holds.</summary>
    /// <exception cref="LandscapeException">It does not hold.</exception>
    public static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new LandscapeException(otherwise);
    }

    /// <summary>Fails the proof when it takes too long.</summary>
    /// <exception cref="LandscapeException">The time is up.</exception>
    public static async Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            return await work(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LandscapeException($"nothing came of it within {limit.TotalSeconds} s");
        }
    }
}
