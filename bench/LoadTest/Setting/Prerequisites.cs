using System.Diagnostics;
using Connectivity.LoadTest.Reporting;

namespace Connectivity.LoadTest.Setting;

/// <summary>What a run needs of the machine.</summary>
internal static class Prerequisites
{
    private const string Solution = "Connectivity.sln";

    /// <summary>Brings peers and published programs; what is there already is left as it is.</summary>
    /// <param name="given">The folder of programs that are published already, or null.</param>
    /// <returns>The folder of the published programs.</returns>
    public static string Bring(string? given)
    {
        var root = Root();
        Progress.Say("what the machine needs");
        RunScript(root, Path.Combine(root, "tests", "prerequisites.sh"), "native", "bench");
        if (given is not null)
            return given;
        var published = Path.Combine(root, "artifacts", "publish");
        Progress.Say("publishing the native programs");
        RunScript(root, Path.Combine(root, "publish"), published);
        return published;
    }

    private static void RunScript(string root, string script, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(script, arguments) { WorkingDirectory = root })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{script} failed.");
    }

    /// <summary>The folder of the sources that this program was built of.</summary>
    public static string Root() => FindRoot() ?? throw new InvalidOperationException($"{Solution} was not found above {AppContext.BaseDirectory}.");

    /// <summary>That folder; null where there are no sources.</summary>
    public static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        }

        return null;
    }
}
