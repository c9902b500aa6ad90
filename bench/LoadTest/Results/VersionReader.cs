using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Connectivity.LoadTest.Results;

/// <summary>Finds out the versions of what is measured.</summary>
internal static class VersionReader
{
    private static readonly (string Name, string Program, string[] Arguments)[] Programs =
    [
        ("haproxy", "/usr/sbin/haproxy", ["-v"]),
        ("nginx", "/usr/sbin/nginx", ["-v"]),
        ("openvpn", "/usr/sbin/openvpn", ["--version"]),
        ("OpenSSL", "openssl", ["version"]),
    ];

    /// <summary>Asks all that are there; what is not, is not among them.</summary>
    /// <param name="root">The folder of the sources, whose state is the version of ours; null where there are none.</param>
    public static IReadOnlyList<ProgramVersion> Read(string? root)
    {
        var versions = new List<ProgramVersion>();
        if (root is not null && FirstLine("git", "-C", root, "describe", "--always", "--tags", "--dirty") is { } ours)
            versions.Add(new ProgramVersion("Connectivity", ours));
        foreach (var (name, program, arguments) in Programs)
        {
            if (FirstLine(program, arguments) is { } line)
                versions.Add(new ProgramVersion(name, Shorten(name, line)));
        }

        versions.Add(new ProgramVersion(".NET", RuntimeInformation.FrameworkDescription));
        return versions;
    }

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
    private static string Shorten(string name, string line)
    {
        var words = line.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        return words.FirstOrDefault(static w => char.IsAsciiDigit(w[0])) ?? $"{name}: {line}";
    }
}
