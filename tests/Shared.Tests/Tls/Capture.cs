using System.Reflection;

namespace Connectivity.Shared.Tests.Tls;

/// <summary>The first flights of real clients, from the files in Captures.</summary>
internal static class Capture
{
    private const string Prefix = "Captures/";

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(static resource => resource.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static resource => resource[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    public static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
            ?? throw new ArgumentException($"There is no capture {name}.", nameof(name));
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
