namespace Connectivity.TestKit.Network;

/// <summary>Waiting for a state of the kernel that no event tells of.</summary>
public static class Looking
{
    /// <summary>Ends when the condition holds.</summary>
    public static async Task UntilAsync(Func<bool> holds, CancellationToken patience)
    {
        while (!holds())
        {
            patience.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
