namespace Connectivity.LoadTest.LiveLoad;

/// <summary>What a load has come to.</summary>
/// <param name="Plan">What was to be done.</param>
/// <param name="Seconds">What each second has brought, of all workers together.</param>
/// <param name="Elapsed">From the beginning until all workers were through.</param>
/// <param name="Samples">The first message of each kind of failure.</param>
/// <param name="Ending">Why it has ended, in a sentence.</param>
internal sealed record LoadOutcome(LoadPlan Plan, IReadOnlyList<LoadCounts> Seconds, TimeSpan Elapsed, IReadOnlyDictionary<LoadFailure, string> Samples, string Ending)
{
    /// <summary>All of it.</summary>
    public LoadCounts Total
    {
        get
        {
            var total = new LoadCounts();
            foreach (var second in Seconds)
                total.Add(second);
            return total;
        }
    }
}
