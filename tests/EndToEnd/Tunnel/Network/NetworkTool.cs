using Connectivity.EndToEnd.Gateway;

namespace Connectivity.EndToEnd.Tunnel.Network;

/// <summary>Programs that change the network of the machine or of a namespace.</summary>
internal static class NetworkTool
{
    // Where Debian keeps them; the PATH of whoever runs the tests may lack some.
    private static readonly string[] Directories = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    /// <summary>The full path of a program.</summary>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static string Find(string name) =>
        Directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{name} is missing; 'tests/prerequisites.sh node' brings it");

    /// <summary>Runs one.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(IEnumerable<string> command)
    {
        var words = command.ToArray();
        var run = await ProgramRun.OfAsync(Find(words[0]), words[1..]);
        return run.ExitCode == 0 ? run.Output : throw new InvalidOperationException($"{string.Join(' ', words)}: {run.Text}");
    }
}
