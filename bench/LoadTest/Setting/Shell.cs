using System.Diagnostics;

namespace Connectivity.LoadTest.Setting;

/// <summary>Short commands of the system.</summary>
internal static class Shell
{
    /// <summary>Runs one to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; says what it said.</exception>
    public static void Run(string command, params string[] arguments)
    {
        if (TryRun(command, arguments) is { } problem)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {problem}");
    }

    /// <summary>Runs one to its end; gives what it said when it failed, else null.</summary>
    public static string? TryRun(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var problem = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{problem}{output.Result}".Trim();
    }
}
