namespace Connectivity.ApiserverProxy.Tests;

/// <summary>Bounds every wait of a test: a mistake is to fail it, not to hang it. Far beyond what a loaded machine takes.</summary>
internal static class Bound
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Cancelled when a wait that begins now has taken too long.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Longest).Token;

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        var token = Token;
        while (!holds())
        {
            token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
