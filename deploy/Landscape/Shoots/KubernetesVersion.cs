using System.Globalization;
using System.Text.RegularExpressions;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Shoots;

/// <summary>The version of the Kubernetes binaries, for the flags that came and went.</summary>
/// <param name="Minor">The 31 of 1.31.</param>
internal sealed partial record KubernetesVersion(int Minor)
{
    /// <summary>Whether controllers also serve without TLS unless told not to.</summary>
    public bool HasInsecurePorts => Minor < 24;

    /// <summary>Whether the kubelet has to be told that it works with a CRI runtime.</summary>
    public bool HasDockershim => Minor < 24;

    /// <summary>Whether the runtime's address is a flag of the kubelet; later it is a key of its file.</summary>
    public bool TakesRuntimeEndpointAsFlag => Minor < 27;

    /// <summary>Whether the kubelet refuses to run with cgroup v1 unless told otherwise.</summary>
    public bool RefusesCgroupV1 => Minor >= 31;

    /// <summary>Asks a binary.</summary>
    public static async Task<KubernetesVersion> OfAsync(string binary, CancellationToken cancellation) =>
        Parse(await ShortCommand.RunAsync([binary, "--version"], cancellation));

    /// <summary>Reads what a binary says of itself, such as <c>Kubernetes v1.20.2</c>.</summary>
    /// <exception cref="LandscapeException">It is no version.</exception>
    public static KubernetesVersion Parse(string text) => Pattern().Match(text) is { Success: true } match
        ? new KubernetesVersion(int.Parse(match.Groups["minor"].ValueSpan, CultureInfo.InvariantCulture))
        : throw new LandscapeException($"'{text.Trim()}' is no version of Kubernetes");

    [GeneratedRegex(@"\bv1\.(?<minor>\d{1,4})\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
