namespace Connectivity.LoadTest.Commands;

/// <summary>What a run of scenarios is to be like.</summary>
internal sealed record MeasureOptions
{
    private const int MaxRounds = 100;

    /// <summary>Short: whether it works, not how well.</summary>
    public bool Quick { get; init; }

    /// <summary>The name of the only scenario; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Rounds.</summary>
    public int? Rounds { get; init; }

    /// <summary>The folder of the programs to measure; null to publish them.</summary>
    public string? Published { get; init; }

    /// <summary>Where the results go; null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>Where the page goes; null for standard output alone.</summary>
    public string? Markdown { get; init; }

    /// <summary>Reads options.</summary>
    /// <exception cref="UsageException">They make no sense.</exception>
    public static MeasureOptions Parse(IReadOnlyList<string> words, Family family)
    {
        var (options, wanted) = (new Options(words), new MeasureOptions());
        while (options.Next() is { } option)
            wanted = wanted.With(option, options, family.Scenarios.Select(static s => s.Name)) ?? throw new UsageException($"{family.Name} has no option {option}.");
        return wanted;
    }

    /// <summary>With one option more; null for an option that is not one of a run's.</summary>
    public MeasureOptions? With(string option, Options options, IEnumerable<string> scenarios) => option switch
    {
        "--quick" => this with { Quick = true },
        "--only" => this with { Only = options.OneOf(option, scenarios) },
        "--rounds" => this with { Rounds = options.Number(option, 1, MaxRounds) },
        "--published" => this with { Published = options.ExistingFolder(option) },
        "--json" => this with { Json = Path.GetFullPath(options.Value(option)) },
        "--markdown" => this with { Markdown = Path.GetFullPath(options.Value(option)) },
        _ => null,
    };
}
