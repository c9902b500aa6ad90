using Connectivity.Landscape.Tracing;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Commands;

/// <summary>A line of the table of <c>status</c>: a node with the legs that lead to it, or a shoot without nodes.</summary>
internal sealed record StatusRow
{
    /// <summary>The names of the columns, in their order.</summary>
    public static readonly IReadOnlyList<string> Columns =
        ["shoot", "node", "ready", "api", "tunnel", "kubelet", "proxy", "sessions", "carriers", "streams", "lost", "resent"];

    private const string None = "-";

    public required string Shoot { get; init; }

    /// <summary>Null for a shoot without nodes.</summary>
    public string? Node { get; init; }

    /// <summary>Whether kube-apiserver takes the node for ready; null where it does not say.</summary>
    public bool? IsReady { get; init; }

    /// <summary>The legs of the shoot and of this node.</summary>
    public required IReadOnlyList<LegResult> Legs { get; init; }

    /// <summary>The sessions of this node's agent.</summary>
    public required IReadOnlyList<TunnelSession> Sessions { get; init; }

    /// <summary>What is under each of the <see cref="Columns"/>.</summary>
    public IReadOnlyList<string> Cells =>
    [
        Shoot,
        Node ?? None,
        Node is null ? None : IsReady switch { true => "yes", false => "NO", null => "?" },
        Cell(TraceLeg.GatewayToApiserver),
        Cell(TraceLeg.Agent),
        Cell(TraceLeg.Kubelet),
        Cell(TraceLeg.NodeProxy),
        Count(Sessions.Count),
        Count(Sessions.Sum(static session => session.RoundTrips.Count)),
        Count(Sessions.Sum(static session => session.Streams)),
        Count(Sessions.Sum(static session => session.Losses)),
        Count(Sessions.Sum(static session => session.BytesReplayed)),
    ];

    private string Cell(TraceLeg leg) => Legs.FirstOrDefault(one => one.Leg == leg) switch
    {
        null => None,
        { Verdict: LegVerdict.Ok, Took: { } took } => TraceReport.Milliseconds(took),
        { Verdict: LegVerdict.NotLookedAt } => "?",
        { Verdict: LegVerdict.NotReached } => "no way",
        _ => "FAILED",
    };

    private string Count(long number) => Legs.Any(static leg => leg.Leg == TraceLeg.Agent) ? $"{number}" : None;
}
