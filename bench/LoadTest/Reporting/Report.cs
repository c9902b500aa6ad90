using Connectivity.LoadTest.Scenarios;

namespace Connectivity.LoadTest.Reporting;

/// <summary>What a run has measured.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Parts">Each scenario with its tables, in the order of measuring.</param>
internal sealed record Report(string Title, IReadOnlyList<string> Machine, IReadOnlyList<(Scenario Scenario, IReadOnlyList<Table> Tables)> Parts)
{
    /// <summary>All goals beside what was measured.</summary>
    public IEnumerable<Verdict> Verdicts => Parts.SelectMany(static p => Verdict.Of(p.Scenario, p.Tables));
}
