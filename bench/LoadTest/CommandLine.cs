using System.Globalization;

namespace Connectivity.LoadTest;

/// <summary>What was asked for.</summary>
internal sealed record CommandLine
{
    /// <summary>How it is used.</summary>
    public static string Usage => $"""
        usage: dotnet run --project bench/LoadTest -c Release -- tunnel|gateway [OPTION...]
          --quick            a tenth of the time: whether it works, not how well
          --only NAME        of tunnel: {string.Join(", ", TunnelCommand.Names)}; of gateway: {string.Join(", ", GatewayCommand.Names)}
          --rounds N         rounds, 3 by default
          --published DIR    programs to measure that are published already, to compare versions
          --json FILE        every figure of every round
          --markdown FILE    the report, which is also printed
        Needs root: it makes network namespaces of its own, and removes them.
        """;

    /// <summary>Short.</summary>
    public bool Quick { get; init; }

    /// <summary>One scenario.</summary>
    public string? Only { get; init; }

    /// <summary>Rounds.</summary>
    public int? Rounds { get; init; }

    /// <summary>The folder of the programs to measure; null to publish them.</summary>
    public string? Published { get; init; }

    /// <summary>Where the figures go.</summary>
    public string? Json { get; init; }

    /// <summary>Where the report goes.</summary>
    public string? Markdown { get; init; }

    /// <summary>Reads options; null when they make no sense.</summary>
    public static CommandLine? Parse(ReadOnlySpan<string> options, IEnumerable<string> scenarios)
    {
        var wanted = new CommandLine();
        while (!options.IsEmpty)
        {
            var value = options.Length > 1 ? options[1] : null;
            var next = options[0] switch
            {
                "--quick" => wanted with { Quick = true },
                "--only" when scenarios.Contains(value) => wanted with { Only = value },
                "--rounds" when int.TryParse(value, CultureInfo.InvariantCulture, out var rounds) && rounds > 0 => wanted with { Rounds = rounds },
                "--published" when Directory.Exists(value) => wanted with { Published = Path.GetFullPath(value) },
                "--json" when value is not null => wanted with { Json = Path.GetFullPath(value) },
                "--markdown" when value is not null => wanted with { Markdown = Path.GetFullPath(value) },
                _ => null,
            };
            if (next is null)
                return null;
            wanted = next;
            options = options[(options[0] == "--quick" ? 1 : 2)..];
        }

        return wanted;
    }
}
