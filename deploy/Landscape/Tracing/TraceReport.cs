using System.Globalization;

namespace Connectivity.Landscape.Tracing;

/// <summary>The legs of a shoot as lines for the terminal, and what a trace exits with.</summary>
internal static class TraceReport
{
    private const int VerdictWidth = 13;
    private const int TimeWidth = 11;

    /// <summary>A line a leg: its name, ok or not, its time, and what was found or why not.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<LegResult> legs)
    {
        var width = legs.Max(static leg => leg.Name.Length);
        return [.. legs.Select(leg => $"  {leg.Name.PadRight(width)}  {VerdictOf(leg).PadRight(VerdictWidth)}{TimeOf(leg).PadLeft(TimeWidth)}  {leg.Detail}".TrimEnd())];
    }

    /// <summary>0 when everything that could be looked at works, else 1.</summary>
    public static int ExitCode(IReadOnlyList<LegResult> legs) =>
        legs.Any(static leg => leg.Verdict is LegVerdict.Failed or LegVerdict.NotReached) ? 1 : 0;

    /// <summary>Milliseconds, as the table shows them.</summary>
    public static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";

    private static string VerdictOf(LegResult leg) => leg.Verdict switch
    {
        LegVerdict.Ok => "ok",
        LegVerdict.Failed => "FAILED",
        LegVerdict.NotReached => "not reached",
        _ => "not looked at",
    };

    private static string TimeOf(LegResult leg) => leg.Took is { } took ? Milliseconds(took) : "";
}
