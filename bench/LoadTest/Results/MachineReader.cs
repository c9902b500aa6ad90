using System.Globalization;
using System.Runtime.InteropServices;

namespace Connectivity.LoadTest.Results;

/// <summary>Finds out what machine this is.</summary>
internal static class MachineReader
{
    private const string Unknown = "unknown";

    /// <summary>Reads it from the kernel and the distribution.</summary>
    public static MachineFacts Read() => new(
        Environment.ProcessorCount,
        Value("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.OSArchitecture.ToString(),
        Kilobytes(Value("/proc/meminfo", "MemTotal", ':')) * 1024,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        Value("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? Unknown);

    private static string? Value(string file, string key, char separator)
    {
        if (!File.Exists(file))
            return null;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line?.Split(separator, 2)[^1].Trim();
    }

    private static long Kilobytes(string? value) =>
        long.TryParse(value?.Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
