using System.Text.RegularExpressions;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Images;

/// <summary>Finds the shared libraries of the machine that a native .NET program needs in its image.</summary>
internal static partial class SharedLibraries
{
    // Loaded by name when the first TLS connection comes, so the program's headers do not tell of it.
    private const string OpenSsl = "libssl.so.3";

    /// <summary>The paths of the libraries, the dynamic loader among them, as the program looks for them.</summary>
    public static async Task<IReadOnlyCollection<string>> OfAsync(string program, CancellationToken cancellation)
    {
        var cache = await ShortCommand.RunAsync(["/sbin/ldconfig", "-p"], cancellation);
        var openSsl = FindInCache(cache, OpenSsl);
        string[] needed =
        [
            openSsl,
            .. ReadNeeded(await ShortCommand.RunAsync(["ldd", program], cancellation)),
            .. ReadNeeded(await ShortCommand.RunAsync(["ldd", openSsl], cancellation)),
        ];
        return [.. needed.Distinct()];
    }

    /// <summary>Reads the paths out of what ldd(1) says.</summary>
    internal static IEnumerable<string> ReadNeeded(string said) => Path().Matches(said).Select(match => match.Groups["path"].Value);

    /// <summary>Reads a library's path out of what <c>ldconfig -p</c> says.</summary>
    /// <exception cref="LandscapeException">It is not there.</exception>
    internal static string FindInCache(string said, string library) =>
        said.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith(library + " ", StringComparison.Ordinal)) is { } found
            ? found[(found.LastIndexOf(' ') + 1)..]
            : throw new LandscapeException($"{library} is not on this machine");

    // "libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)", and the loader: "/lib64/ld-linux-x86-64.so.2 (0x…)".
    [GeneratedRegex(@"(?<path>/\S+) \(0x", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Path();
}
