using Connectivity.LoadTest.Comparing;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Commands;

/// <summary>What <c>compare</c> is to do.</summary>
/// <param name="Earlier">The results that are compared with.</param>
/// <param name="Later">The results that are compared.</param>
/// <param name="FailOnWorse">The percentage by which a figure of ours may be worse; null for any.</param>
internal sealed record CompareOptions(string Earlier, string Later, double? FailOnWorse)
{
    private const double AnyPercentage = 1_000_000;

    /// <summary>Reads options.</summary>
    /// <exception cref="UsageException">They make no sense.</exception>
    public static CompareOptions Parse(IReadOnlyList<string> words)
    {
        var options = new Options(words);
        var files = new List<string>();
        double? failOnWorse = null;
        while (options.Next() is { } word)
        {
            if (word == "--fail-on-worse")
                failOnWorse = options.Fraction(word, 0, AnyPercentage);
            else if (word.StartsWith('-'))
                throw new UsageException($"compare has no option {word}.");
            else
                files.Add(File.Exists(word) ? Path.GetFullPath(word) : throw new UsageException($"There is no file {word}."));
        }

        return files.Count == 2 ? new CompareOptions(files[0], files[1], failOnWorse) : throw new UsageException("compare takes two results.");
    }
}

/// <summary><c>compare</c>: two results beside each other, perhaps as a gate.</summary>
internal static class CompareCommand
{
    /// <summary>Compares, and writes the page to standard output.</summary>
    /// <returns>The exit code: 1 when a figure of ours is worse than allowed.</returns>
    public static int Run(IReadOnlyList<string> words)
    {
        var wanted = CompareOptions.Parse(words);
        var (earlier, later) = (ResultsFile.Load(wanted.Earlier), ResultsFile.Load(wanted.Later));
        var comparison = Comparison.Of(earlier, later);
        Console.Write(ComparisonPage.Write(earlier, later, comparison));
        if (wanted.FailOnWorse is not { } percent)
            return 0;
        var worse = comparison.WorseThan(percent).ToArray();
        foreach (var change in worse)
            Console.Error.WriteLine($"worse by {change.WorseByPercent:0.#} %: {change.Scenario.Name}, {change.Variant}, {change.Later.Peer}, {change.Later.Metric}");
        return worse.Length == 0 ? 0 : 1;
    }
}
