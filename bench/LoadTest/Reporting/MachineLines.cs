using System.Globalization;
using System.Runtime.InteropServices;

namespace Connectivity.LoadTest.Reporting;

/// <summary>Where something was measured, in a few lines.</summary>
internal static class MachineLines
{
    /// <summary>Gives them.</summary>
    public static IReadOnlyList<string> Get(int rounds, TimeSpan window) =>
    [
        $"{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, {Environment.ProcessorCount} processors ({Processor()}), {RuntimeInformation.OSDescription}",
        $"{rounds} rounds, peers in turn within each; {window.TotalSeconds:0.#} s a figure after a warm-up. Figures are medians over the rounds (least–greatest).",
        "\"ours … ×\" is our figure divided by that row's, round by round, and the median of that.",
        "\"others\" is the part of the machine that something else used meanwhile.",
    ];

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
