using System.ComponentModel;
using System.Diagnostics;

namespace Connectivity.LoadTest.Results;

/// <summary>Finds out the versions of what is measured.</summary>
internal static class VersionReader
{
    private static readonly (string Name, string Program, string[] Arguments)[] Peers =
    [
        ("haproxy", "/usr/sbin/haproxy", ["-v"]),
        ("nginx", "/usr/sbin/nginx", ["-v"]),
        ("openvpn", "/usr/sbin/openvpn", ["--version"]),
    ];

    /// <summary>Of ours, of the peers that are there, and of what both stand on.</summary>
    /// <param name="root">The folder of the sources, whose state is the version of ours.</param>
    /// <param name="given">The folder of programs that were published before, and may be of other sources; null without.</param>
    public static IReadOnlyList<ProgramVersion> OfAll(string root, string? given) =>
        [.. Own(root), .. given is null ? [] : (IEnumerable<ProgramVersion>)[new ProgramVersion("programs", $"published before ({Path.GetFileName(given)})")], .. Peers.Select(static p => Ask(p.Name, p.Program, p.Arguments)).OfType<ProgramVersion>(), .. Platform()];

    /// <summary>Of what makes a load by itself.</summary>
    /// <param name="root">The folder of the sources; null where there are none.</param>
    public static IReadOnlyList<ProgramVersion> OfGenerator(string? root) => [.. Own(root), .. Platform()];

    private static IEnumerable<ProgramVersion> Own(string? root)
    {
        if (root is not null && FirstLine("git", "-C", root, "describe", "--always", "--tags", "--dirty") is { } version)
            yield return new ProgramVersion("Connectivity", version);
    }

    private static IEnumerable<ProgramVersion> Platform()
    {
        if (Ask("OpenSSL", "openssl", ["version"]) is { } version)
            yield return version;
        yield return new ProgramVersion(".NET", Environment.Version.ToString());
    }

    private static ProgramVersion? Ask(string name, string program, string[] arguments) =>
        FirstLine(program, arguments) is { } line ? new ProgramVersion(name, Shorten(line)) : null;

    private static string? FirstLine(string program, params IEnumerable<string> arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var said = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return $"{output}\n{said.Result}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // "nginx version: nginx/1.22.1", "HAProxy version 2.6.12-1 2023/… - https://…", "OpenVPN 2.6.3 x86_64-pc-linux-gnu [SSL (OpenSSL)] …"
    private static string Shorten(string line)
    {
        var words = line.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        return words.FirstOrDefault(static w => char.IsAsciiDigit(w[0])) ?? line;
    }
}
