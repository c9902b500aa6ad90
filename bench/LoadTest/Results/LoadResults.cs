using System.Text.Json.Serialization;

namespace Connectivity.LoadTest.Results;

/// <summary>
/// Everything that a run has measured, in the form of a results file: reports are made of it alone, so that a page can be renewed without measuring again, and
/// two files can be compared. docs/load-test.md describes the file.
/// </summary>
internal sealed record LoadResults
{
    /// <summary>The version of the file's form that this program writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of the file's form.</summary>
    public required int Schema { get; init; }

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The day on which it ended, yyyy-MM-dd in UTC.</summary>
    public required string Date { get; init; }

    /// <summary>Where it was measured.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>Versions of all that was measured or measures.</summary>
    public required IReadOnlyList<ProgramVersion> Versions { get; init; }

    /// <summary>How it was measured.</summary>
    public required RunFacts Run { get; init; }

    /// <summary>What was measured, in the order of measuring.</summary>
    public required IReadOnlyList<ScenarioResults> Scenarios { get; init; }

    /// <summary>What could not be measured.</summary>
    public required IReadOnlyList<FailureEntry> Failures { get; init; }

    /// <summary>What of a scenario could not be measured.</summary>
    public IReadOnlyList<FailureEntry> FailuresOf(ScenarioResults scenario) =>
        [.. Failures.Where(f => f.Family == scenario.Family && f.Scenario == scenario.Name)];

    /// <summary>Whether anything of somebody else's took part.</summary>
    [JsonIgnore]
    public bool HasPeers => Scenarios.SelectMany(static s => s.Peers).Any(static p => p.Role == PeerRole.Peer);
}

/// <summary>A scenario, or one peer in it, that could not be measured.</summary>
/// <param name="Family">The command that it belongs to.</param>
/// <param name="Scenario">Its name.</param>
/// <param name="Problem">Why, in a line.</param>
/// <param name="Peer">The only one that could not be; null for all.</param>
internal sealed record FailureEntry(string Family, string Scenario, string Problem, string? Peer = null)
{
    /// <summary>Who could not be measured, and why.</summary>
    [JsonIgnore]
    public string Text => Peer is null ? Problem : $"{Peer}: {Problem}";
}

/// <summary>A machine.</summary>
/// <param name="Processors">Processors that programs may use.</param>
/// <param name="Processor">Their model.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="Kernel">Version of the kernel.</param>
/// <param name="System">Name and version of the distribution.</param>
internal sealed record MachineFacts(int Processors, string Processor, long MemoryBytes, string Kernel, string System);

/// <summary>The version of a program or library.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">What it says of itself, in one line.</param>
internal sealed record ProgramVersion(string Name, string Version);

/// <summary>How a run was made.</summary>
/// <param name="How">What a round is, in a few words.</param>
/// <param name="Rounds">How many values a figure has; what leaves traces in a process is measured once.</param>
/// <param name="Quick">Whether it was only to see whether it works.</param>
/// <param name="DurationSeconds">How long all of it took.</param>
internal sealed record RunFacts(string How, int Rounds, bool Quick, double DurationSeconds);
