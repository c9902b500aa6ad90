using System.Globalization;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>Makes results of a load, of the same form as those of a run beside peers. A figure has a value for each of some parts of the time: that is its spread.</summary>
internal static class LoadResultsOf
{
    private const string Family = "load";
    private const string Peer = "target";
    private const int MaxParts = 5;

    private static readonly (string Name, double Share)[] Quantiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)];

    /// <summary>Makes them.</summary>
    public static LoadResults Make(LoadOutcome outcome, IReadOnlyList<ProgramVersion> versions)
    {
        var plan = outcome.Plan;
        var parts = Parts(outcome);
        return new LoadResults
        {
            Schema = LoadResults.CurrentSchema,
            Title = LoadPlanWords.Title(plan),
            Date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Machine = MachineReader.Read(),
            Versions = versions,
            Run = new RunFacts("parts of the time, one after the other", parts.Count, Quick: false, outcome.Elapsed.TotalSeconds),
            Scenarios = [Scenario(outcome, parts)],
            Failures = [],
        };
    }

    private static ScenarioResults Scenario(LoadOutcome outcome, IReadOnlyList<Part> parts) => new()
    {
        Family = Family,
        Name = outcome.Plan.Mode.ToString().ToLowerInvariant(),
        Title = LoadPlanWords.Title(outcome.Plan),
        Remark = Remark(outcome),
        WarmupSeconds = 0,
        WindowSeconds = (double)WholeSeconds(outcome) / parts.Count,
        Peers = [new PeerEntry(Peer, PeerRole.Ours)],
        Variants = [new VariantResults(LoadPlanWords.Variant(outcome.Plan), [.. Figures(outcome, parts)], Latencies(outcome))],
        Targets = [],
    };

    private static IEnumerable<Figure> Figures(LoadOutcome outcome, IReadOnlyList<Part> parts)
    {
        Figure Of(string metric, string unit, BetterWay better, string format, Func<Part, double> value) => new(Peer, metric, unit, better, format, [.. parts.Select(value)]);
        if (outcome.Plan.Mode == LoadMode.Bulk)
            yield return Of("throughput", "MB/s", BetterWay.More, "0", static p => p.Counts.Bytes / 1e6 / p.Seconds);
        if (outcome.Total.Latencies.Count > 0)
        {
            yield return Of("succeeded", "1/s", BetterWay.More, "#,0.#", static p => p.Counts.Latencies.Count / (double)p.Seconds);
            foreach (var (name, share) in Quantiles)
                yield return Of(name, "µs", BetterWay.Less, "#,0", p => p.Counts.Latencies.Quantile(share));
            yield return Of("longest", "µs", BetterWay.Less, "#,0", static p => p.Counts.Latencies.Longest);
        }

        yield return Of("failed", "", BetterWay.Less, "#,0", static p => p.Counts.Failed);
        foreach (var kind in outcome.Total.Failures.Keys)
            yield return Of($"failed: {kind}", "", BetterWay.Less, "#,0", p => p.Counts.Failures.GetValueOrDefault(kind));
    }

    private static IReadOnlyList<LatencyEntry> Latencies(LoadOutcome outcome)
    {
        var latencies = outcome.Total.Latencies;
        return latencies.Count == 0
            ? []
            : [new LatencyEntry(Peer, [.. latencies.Buckets.Select(static b => b.Microseconds)], [.. latencies.Buckets.Select(static b => (double)b.Count)])];
    }

    /// <summary>The seconds in parts that differ by one second at most; what came after the end, while the last were waited for, belongs to the last part.</summary>
    private static IReadOnlyList<Part> Parts(LoadOutcome outcome)
    {
        var whole = WholeSeconds(outcome);
        var count = Math.Min(MaxParts, whole);
        var parts = Enumerable.Range(0, count).Select(p => new Part(new LoadCounts(), Enumerable.Range(0, whole).Count(s => s * count / whole == p))).ToArray();
        for (var second = 0; second < outcome.Seconds.Count; second++)
            parts[Math.Min(second * count / whole, count - 1)].Counts.Add(outcome.Seconds[second]);
        return parts;
    }

    private static int WholeSeconds(LoadOutcome outcome) => Math.Clamp((int)Math.Ceiling(outcome.Plan.DurationSeconds), 1, Math.Max(1, outcome.Seconds.Count));

    private static string Remark(LoadOutcome outcome)
    {
        var total = outcome.Total;
        var failures = string.Concat(outcome.Samples.OrderBy(static s => s.Key).Select(s =>
            $"\n* {total.Failures.GetValueOrDefault(s.Key).ToString("#,0", CultureInfo.InvariantCulture)} × {s.Key}, the first: `{s.Value.Replace('`', '\'')}`"));
        var paced = outcome.Plan.Mode == LoadMode.Bulk
            ? ""
            : $" {total.Latencies.Count.ToString("#,0", CultureInfo.InvariantCulture)} have succeeded, {total.Failed.ToString("#,0", CultureInfo.InvariantCulture)} have failed.\n"
                + "Each began when it was due, whatever became of those before, and its latency counts from then.";
        return $"{LoadPlanWords.Announcement(outcome.Plan)} {outcome.Ending}{paced}{(failures.Length > 0 ? $"\n{failures}" : "")}";
    }

    /// <summary>A part of the time.</summary>
    private sealed record Part(LoadCounts Counts, int Seconds);
}
