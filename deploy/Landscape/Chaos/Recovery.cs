using System.Globalization;

namespace Connectivity.Landscape.Chaos;

/// <summary>What a fault did to a path.</summary>
/// <param name="IsBack">Whether the path works after it.</param>
/// <param name="Took">From the fault to the first try that succeeded after the last one that failed; null where none failed.</param>
/// <param name="Slowest">The longest that a try took to succeed.</param>
/// <param name="Failure">Why the last one failed; null where none did.</param>
internal sealed record Recovery(bool IsBack, TimeSpan? Took, TimeSpan Slowest, string? Failure)
{
    // What takes longer was held up, even if nothing failed.
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(2);

    /// <summary>Whether nothing failed.</summary>
    public bool WentOn => IsBack && Took is null;

    /// <summary>Reads it out of the tries of a path.</summary>
    /// <param name="fault">When the fault happened; tries that had ended by then do not count.</param>
    /// <param name="attempts">The tries, in their order.</param>
    public static Recovery Of(DateTimeOffset fault, IReadOnlyList<Attempt> attempts)
    {
        Attempt[] later = [.. attempts.Where(attempt => attempt.Ended > fault)];
        var slowest = later.Where(attempt => attempt.Failure is null).Select(attempt => attempt.Ended - attempt.Started).DefaultIfEmpty().Max();
        var lastFailed = Array.FindLastIndex(later, attempt => attempt.Failure is not null);
        if (lastFailed < 0)
            return new Recovery(later.Length > 0, null, slowest, later.Length > 0 ? null : "not tried since");
        var failure = later[lastFailed].Failure;
        return lastFailed + 1 < later.Length
            ? new Recovery(true, later[lastFailed + 1].Ended - fault, slowest, failure)
            : new Recovery(false, null, slowest, failure);
    }

    /// <summary>A few words for the terminal.</summary>
    public override string ToString() =>
        !IsBack ? $"NOT BACK: {Failure}"
        : Took is { } took ? $"back after {Seconds(took)}"
        : Slowest > Noticeable ? $"went on, held up for {Seconds(Slowest)} at most"
        : "went on";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
