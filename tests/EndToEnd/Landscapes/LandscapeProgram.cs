using System.Diagnostics;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.State;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>The landscape as its users run it: a program of its own, on a directory of its own.</summary>
internal sealed class LandscapeProgram : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly string _parent = Directory.CreateTempSubdirectory("landscape-").FullName;

    /// <summary>Where it keeps everything.</summary>
    public string Path => System.IO.Path.Combine(_parent, "landscape");

    /// <summary>Starts <c>up</c> and waits until it takes commands.</summary>
    public async Task<Process> UpAsync()
    {
        var up = Start(["up", "--shoots", "1", "--nodes", "1"]);
        var said = new List<string>();
        while (await up.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.Contains("Ctrl-C", StringComparison.Ordinal))
                return up;
        }

        said.Add(await up.StandardError.ReadToEndAsync());
        throw new InvalidOperationException($"the landscape did not come up:\n{string.Join('\n', said)}");
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Its exit code and what it said.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>The processes that the landscape has written down: its own first.</summary>
    public IReadOnlyList<ProcessIdentity> Processes()
    {
        var state = new LandscapeDirectory(Path).ReadState() ?? throw new InvalidOperationException("no state is written");
        return [state.Owner, .. state.Processes.Select(process => process.Identity)];
    }

    /// <summary>What of the landscape's nodes the machine shows: interfaces and control groups.</summary>
    public IReadOnlyList<string> Traces()
    {
        var group = new LandscapeDirectory(Path).ReadState()?.Cgroup ?? throw new InvalidOperationException("no state with nodes is written");
        return [.. TracesOf(group)];
    }

    /// <summary>Which of some traces are still there.</summary>
    public static IReadOnlyList<string> Remaining(IReadOnlyList<string> traces) => [.. traces.Where(Directory.Exists)];

    /// <summary>Waits until every one of some processes has ended; the test runner limits the time.</summary>
    public static async Task WaitForEndAsync(IReadOnlyList<ProcessIdentity> processes)
    {
        while (processes.Any(process => process.IsAlive))
            await Task.Delay(PollInterval);
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    // A group is named after the landscape's network, and so are the interfaces.
    private static IEnumerable<string> TracesOf(string group) =>
    [
        .. Directory.EnumerateDirectories("/sys/class/net", $"ls{group[(group.LastIndexOf('-') + 1)..]}-*"),
        .. Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup")
            .Select(hierarchy => System.IO.Path.Combine(hierarchy, group)).Where(Directory.Exists),
    ];

    private Process Start(string[] arguments)
    {
        string[] places = arguments[0] == "up"
            ? ["--dir", Path, "--binaries", TestEnvironment.KubernetesBinaries, "--gateway", TestEnvironment.Gateway]
            : ["--dir", Path];
        var program = System.IO.Path.Combine(AppContext.BaseDirectory, "landscape.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments, .. places])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }
}
