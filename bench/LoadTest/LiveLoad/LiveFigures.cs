using System.Globalization;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>Figures of each second while a load runs, on standard error: all on a terminal, else one in ten.</summary>
internal static class LiveFigures
{
    private const int SecondsWithoutTerminal = 10;

    /// <summary>Shows a second.</summary>
    public static void Show(int second, LoadCounts counts, int underWay)
    {
        if (Console.IsErrorRedirected && (second + 1) % SecondsWithoutTerminal != 0)
            return;
        Console.Error.WriteLine(Line(second, counts, underWay));
    }

    /// <summary>A second as a line.</summary>
    public static string Line(int second, LoadCounts counts, int underWay)
    {
        var failures = counts.Failures.Count == 0 ? "" : $"  failed: {string.Join(", ", counts.Failures.Select(static f => $"{f.Value} {f.Key}"))}";
        var bytes = counts.Bytes > 0 ? $"  {counts.Bytes / 1e6:0} MB/s" : "";
        var latencies = counts.Latencies;
        var quantiles = latencies.Count == 0 ? "" : $"  p50 {Time(latencies.Quantile(0.5))}  p99 {Time(latencies.Quantile(0.99))}  longest {Time(latencies.Longest)}";
        var done = counts.Bytes > 0 && latencies.Count == 0 ? "" : $"  {latencies.Count.ToString("#,0", CultureInfo.InvariantCulture)}/s{quantiles}  under way {underWay}";
        return $"{second + 1,4} s{done}{bytes}{failures}";
    }

    private static string Time(double microseconds) => microseconds switch
    {
        < 1000 => $"{microseconds.ToString("0", CultureInfo.InvariantCulture)} µs",
        < 1_000_000 => $"{(microseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture)} ms",
        _ => $"{(microseconds / 1_000_000).ToString("0.00", CultureInfo.InvariantCulture)} s",
    };
}
