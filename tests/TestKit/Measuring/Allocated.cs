namespace Connectivity.TestKit.Measuring;

/// <summary>What code allocates on the heap.</summary>
public static class Allocated
{
    private const int Goes = 5;

    /// <summary>
    /// The bytes that many runs allocate on this thread, in the best of several goes: what the code itself allocates shows in each of them, what the
    /// runtime does beside it (it compiles anew what runs often) does not.
    /// </summary>
    /// <param name="runs">Runs of a go.</param>
    /// <param name="action">The code; it has run before, so that all it calls is loaded.</param>
    public static long By(int runs, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var least = long.MaxValue;
        for (var go = 0; go < Goes && least > 0; go++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < runs; i++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
