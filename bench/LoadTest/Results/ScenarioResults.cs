using System.Text.Json.Serialization;
using Connectivity.LoadTest.Measuring;

namespace Connectivity.LoadTest.Results;

/// <summary>What one kind of load has shown.</summary>
internal sealed record ScenarioResults
{
    /// <summary>The command that it belongs to.</summary>
    public required string Family { get; init; }

    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Its heading.</summary>
    public required string Title { get; init; }

    /// <summary>What the reader has to know.</summary>
    public required string Remark { get; init; }

    /// <summary>How long it ran before anything counted.</summary>
    public required double WarmupSeconds { get; init; }

    /// <summary>How long it was measured for a figure of a round.</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>Who took part.</summary>
    public required IReadOnlyList<PeerEntry> Peers { get; init; }

    /// <summary>Its variants.</summary>
    public required IReadOnlyList<VariantResults> Variants { get; init; }

    /// <summary>What is to be reached.</summary>
    public required IReadOnlyList<TargetEntry> Targets { get; init; }

    /// <summary>Who took part, ours before all others.</summary>
    [JsonIgnore]
    public IEnumerable<PeerEntry> PeersOursFirst => Peers.OrderBy(static p => p.Role != PeerRole.Ours);

    /// <summary>Family and title: several families may have a scenario of the same title.</summary>
    [JsonIgnore]
    public string Heading => $"{Family}: {(Title.Length > 1 && char.IsUpper(Title[1]) ? Title : char.ToLowerInvariant(Title[0]) + Title[1..])}";
}

/// <summary>Somebody who took part.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">As what.</param>
internal sealed record PeerEntry(string Name, PeerRole Role);

/// <summary>As what somebody takes part.</summary>
internal enum PeerRole
{
    /// <summary>Ours, as it is compared with the others.</summary>
    Ours,

    /// <summary>Ours in another configuration: shown, and compared with nobody.</summary>
    OursToo,

    /// <summary>The way without anything between: what nobody can beat.</summary>
    Direct,

    /// <summary>Somebody else's.</summary>
    Peer,
}

/// <summary>The figures of one variant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Figures">All figures of all peers.</param>
/// <param name="Latencies">Distributions of latencies, where they were kept: one for each peer, over all rounds.</param>
internal sealed record VariantResults(string Name, IReadOnlyList<Figure> Figures, IReadOnlyList<LatencyEntry> Latencies)
{
    /// <summary>A figure; null where there is none.</summary>
    public Figure? Find(string peer, string metric) => Figures.FirstOrDefault(f => f.Peer == peer && f.Metric == metric);
}

/// <summary>One figure of one peer over all rounds.</summary>
/// <param name="Peer">Whose.</param>
/// <param name="Metric">What it says.</param>
/// <param name="Unit">Its unit; empty for a count.</param>
/// <param name="Better">Which way is better.</param>
/// <param name="Format">How it is written in a table (a numeric format string).</param>
/// <param name="Rounds">Its value in each round.</param>
internal sealed record Figure(
    string Peer, string Metric, string Unit, BetterWay Better, string Format, [property: JsonConverter(typeof(InlineNumbers))] double[] Rounds)
{
    /// <summary>Its values.</summary>
    [JsonIgnore]
    public Series Series => new(Rounds);

    /// <summary>The metric with its unit.</summary>
    [JsonIgnore]
    public string Heading => Unit.Length > 0 ? $"{Metric}, {Unit}" : Metric;
}

/// <summary>Which way a figure is better.</summary>
internal enum BetterWay
{
    /// <summary>Less: a cost, a latency.</summary>
    Less,

    /// <summary>More: a rate.</summary>
    More,

    /// <summary>Neither: it says something about the run.</summary>
    Neither,
}

/// <summary>Latencies of one peer, counted in intervals that are narrow beside their latency.</summary>
/// <param name="Peer">Whose.</param>
/// <param name="Microseconds">The middle of each interval, rising.</param>
/// <param name="Counts">How many were in each.</param>
internal sealed record LatencyEntry(
    string Peer, [property: JsonConverter(typeof(InlineNumbers))] double[] Microseconds, [property: JsonConverter(typeof(InlineNumbers))] double[] Counts)
{
    /// <summary>The latency that so many of a hundred do not exceed; 0 when there are none.</summary>
    public double Percentile(double percentile)
    {
        var wanted = Math.Max(1, Math.Ceiling(Counts.Sum() * percentile / 100));
        var seen = 0.0;
        for (var i = 0; i < Counts.Length; i++)
        {
            seen += Counts[i];
            if (seen >= wanted)
                return Microseconds[i];
        }

        return 0;
    }
}

/// <summary>Something to be reached by ours.</summary>
/// <param name="Variant">In which variant; null for each.</param>
/// <param name="Metric">Which figure.</param>
/// <param name="Bound">At least, where more is better; else at most.</param>
/// <param name="RelativeTo">The peer whose figure it is a multiple of, or <see cref="BestPeer"/>; null for the figure itself.</param>
internal sealed record TargetEntry(string? Variant, string Metric, double Bound, string? RelativeTo)
{
    /// <summary>Stands for whichever peer is best in the median.</summary>
    public const string BestPeer = "best peer";

    /// <summary>Whether it is to be reached in a variant.</summary>
    public bool IsAbout(VariantResults variant) => Variant is null || Variant == variant.Name;
}
