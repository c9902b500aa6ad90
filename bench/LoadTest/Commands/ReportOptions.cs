namespace Connectivity.LoadTest.Commands;

/// <summary>What <c>report</c> is to do.</summary>
/// <param name="Measure">What the run is to be like.</param>
/// <param name="From">The results that the page is to be made of; null to measure.</param>
/// <param name="Folder">Where it goes; null for the committed one.</param>
internal sealed record ReportOptions(MeasureOptions Measure, string? From, string? Folder)
{
    /// <summary>Reads options.</summary>
    /// <exception cref="UsageException">They make no sense.</exception>
    public static ReportOptions Parse(IReadOnlyList<string> words)
    {
        var (options, wanted) = (new Options(words), new ReportOptions(new MeasureOptions(), null, null));
        while (options.Next() is { } option)
        {
            wanted = option switch
            {
                "--from" => wanted with { From = options.ExistingFile(option) },
                "--out" => wanted with { Folder = Path.GetFullPath(options.Value(option)) },
                "--quick" or "--rounds" or "--published" => wanted with { Measure = wanted.Measure.With(option, options, [])! },
                _ => throw new UsageException($"report has no option {option}."),
            };
        }

        return wanted;
    }
}
