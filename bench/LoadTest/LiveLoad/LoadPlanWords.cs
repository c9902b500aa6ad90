using System.Globalization;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>A plan in words, for who is to approve of it and for the report.</summary>
internal static class LoadPlanWords
{
    /// <summary>What will be done.</summary>
    public static string Announcement(LoadPlan plan)
    {
        var processes = plan.Processes == 1 ? "one process" : $"{plan.Processes} processes";
        return $"{What(plan)} for {Duration(plan.DurationSeconds)}, from {processes}.";
    }

    /// <summary>A heading.</summary>
    public static string Title(LoadPlan plan) => $"{plan.Mode} at {plan.Target}";

    /// <summary>What makes two runs comparable: everything but the target.</summary>
    public static string Variant(LoadPlan plan) => plan.Mode switch
    {
        LoadMode.Bulk => $"{Count(plan.Connections)} streams, {(plan.Up ? "up" : "down")}",
        LoadMode.Idle => $"{Count(plan.Connections)} connections",
        LoadMode.Requests or LoadMode.Mix => $"{PerSecond(plan)} over {Count(plan.Connections)} connections, HTTP/{plan.HttpVersion}",
        LoadMode.Echo => $"{PerSecond(plan)} over {Count(plan.Connections)} streams",
        _ => $"{PerSecond(plan)}, {Count(plan.Connections)} at a time at most",
    };

    private static string What(LoadPlan plan) => plan.Mode switch
    {
        LoadMode.Handshakes => $"TLS handshakes with {plan.Target} ({Names(plan)}), {PerSecond(plan)} ({InAll(plan)} in all), at most {Count(plan.Connections)} at a time,",
        LoadMode.Connections => $"Connections with one GET {plan.Path} each to {plan.Target} ({Names(plan)}), {PerSecond(plan)} ({InAll(plan)} in all), at most {Count(plan.Connections)} at a time,",
        LoadMode.Requests => $"GET {plan.Path} from {plan.Target} ({Names(plan)}) over HTTP/{plan.HttpVersion}, {PerSecond(plan)} ({InAll(plan)} in all) on {Count(plan.Connections)} connections that stay,",
        LoadMode.Idle => $"{Count(plan.Connections)} connections to {plan.Target} ({Names(plan)}), opened at {PerSecond(plan)}, that wait and have to answer GET {plan.Path} at the end,",
        LoadMode.Mix => $"GET {plan.Path} from {plan.Target} ({Names(plan)}), {PerSecond(plan)} ({InAll(plan)} in all), one in five on a connection of its own, the others on {Count(plan.Connections)} that stay,",
        LoadMode.Dial => $"CONNECT {plan.ConnectTo} through {plan.Target}, {PerSecond(plan)} ({InAll(plan)} in all), at most {Count(plan.Connections)} at a time,",
        LoadMode.Echo => $"Messages of 64 bytes to {plan.ConnectTo} through {plan.Target}, {PerSecond(plan)} ({InAll(plan)} in all) on {Count(plan.Connections)} streams that stay,",
        _ => $"As many bytes as there can be {(plan.Up ? "to" : "from")} {plan.ConnectTo} through {plan.Target} on {Count(plan.Connections)} streams",
    };

    private static string Names(LoadPlan plan) => plan.Names.Count == 1 ? plan.Names[0] : $"{Count(plan.Names.Count)} names";

    private static string PerSecond(LoadPlan plan) => $"{plan.Rate.ToString("#,0.##", CultureInfo.InvariantCulture)}/s";

    private static string InAll(LoadPlan plan) => Count((long)(plan.Rate * plan.DurationSeconds));

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Duration(double seconds) =>
        seconds < 120 ? $"{seconds.ToString("0.###", CultureInfo.InvariantCulture)} s" : $"{(seconds / 60).ToString("0.#", CultureInfo.InvariantCulture)} min";
}
