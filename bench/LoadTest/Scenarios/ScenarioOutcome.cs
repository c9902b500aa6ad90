using Connectivity.LoadTest.Reporting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>What measuring a scenario came to.</summary>
/// <param name="Peers">Who was to take part.</param>
/// <param name="Tables">The figures, a table for each variant. Who has failed is not in that of the variant in which it was, nor in those after it.</param>
/// <param name="Failures">Who has failed.</param>
internal sealed record ScenarioOutcome(IReadOnlyList<string> Peers, IReadOnlyList<Table> Tables, IReadOnlyList<PeerFailure> Failures);

/// <summary>A peer that has failed.</summary>
/// <param name="Peer">Its name.</param>
/// <param name="Problem">When and why, in a line.</param>
internal sealed record PeerFailure(string Peer, string Problem)
{
    /// <summary>The first line of each message, the cause last.</summary>
    public static string InOneLine(Exception? exception)
    {
        var lines = new List<string>();
        for (; exception is not null; exception = exception.InnerException)
            lines.Add(exception.Message.Split('\n')[0].TrimEnd(':', '.'));
        return string.Join(": ", lines.Distinct());
    }
}
