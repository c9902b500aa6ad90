using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Nodes;

/// <summary>What the machine must have for nodes.</summary>
internal static class NodeRequirements
{
    private static readonly string[] Programs = ["ip", "nft", "iptables", "nsenter", "unshare"];

    /// <summary>The reason why there can be no nodes; null where there can be.</summary>
    /// <param name="isRoot">Whether the landscape runs as root.</param>
    /// <param name="path">Where programs are looked for, in the syntax of PATH.</param>
    public static string? Missing(bool isRoot, string path)
    {
        if (!isRoot)
            return "namespaces and mounts take root";
        var directories = path.Split(':', StringSplitOptions.RemoveEmptyEntries);
        var missing = Programs.Where(program => !directories.Any(directory => File.Exists(Path.Combine(directory, program))));
        return string.Join(", ", missing) is { Length: > 0 } names ? $"this machine lacks {names} ('tests/prerequisites.sh node' brings them)" : null;
    }

    /// <summary>The same, for this process; what is there is also tried, since root of a container may be less than root.</summary>
    public static async Task<string?> MissingHereAsync(CancellationToken cancellation)
    {
        if (Missing(Environment.IsPrivilegedProcess, Environment.GetEnvironmentVariable("PATH") ?? "") is { } reason)
            return reason;
        var group = $"landscape-probe-{Environment.ProcessId}";
        try
        {
            await ShortCommand.RunAsync(["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "true"], cancellation);
            new NodeCgroup().Create(group);
            await new NodeCgroup().RemoveAsync(group);
            return null;
        }
        catch (Exception error) when (error is LandscapeException or IOException or UnauthorizedAccessException)
        {
            return $"this machine does not let root make namespaces and control groups ({error.Message})";
        }
    }
}
