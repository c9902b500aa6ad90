namespace Connectivity.Landscape.Tracing;

/// <summary>Reads what kube-apiserver says under <c>/readyz?verbose</c>: a line a check, <c>[+]name ok</c> or <c>[-]name failed: …</c>.</summary>
internal static class ReadyzText
{
    private const string Passed = "[+]";
    private const string Failed = "[-]";

    /// <summary>The names of the checks that fail.</summary>
    public static IReadOnlyList<string> Failing(string body) =>
        [.. Lines(body).Where(static line => line.StartsWith(Failed, StringComparison.Ordinal)).Select(static line => line[Failed.Length..].Split(' ')[0])];

    /// <summary>How many checks pass.</summary>
    public static int CountPassed(string body) => Lines(body).Count(static line => line.StartsWith(Passed, StringComparison.Ordinal));

    private static IEnumerable<string> Lines(string body) => body.Split('\n').Select(static line => line.Trim());
}
