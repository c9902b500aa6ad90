using System.Globalization;
using System.Text.Json;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Tunnels;

/// <summary>An agent's session with a tunnel server, as the server shows it under <c>/carriers</c>.</summary>
/// <param name="Agent">The agent's id.</param>
/// <param name="IsUsable">Whether new streams are given to it.</param>
/// <param name="Streams">How many are open.</param>
/// <param name="Losses">How many carriers it has lost so far.</param>
/// <param name="BytesReplayed">What the server has sent a second time after that.</param>
/// <param name="RoundTrips">Of each carrier, in microseconds; 0 before the first was measured.</param>
internal sealed record TunnelSession(
    string Agent, bool IsUsable, int Streams, long Losses, long BytesReplayed, IReadOnlyList<long> RoundTrips)
{
    private const double MicrosecondsPerMillisecond = 1000;

    /// <summary>Why bytes do not come back through it; null where they do, or nobody has tried yet.</summary>
    public string? EchoProblem { get; private init; }

    /// <summary>Whether the agent is about to end.</summary>
    public bool IsDraining { get; private init; }

    /// <summary>Whether a carrier owes a sign of life.</summary>
    public bool HasSuspect { get; private init; }

    /// <summary>For how long it has had no carrier; null while it has one.</summary>
    public TimeSpan? DetachedFor { get; private init; }

    /// <summary>How its last carrier ended that did; null before the first.</summary>
    public CarrierLoss? LastLoss { get; private init; }

    /// <summary>Round trip of its quickest carrier; null before the first was measured.</summary>
    public TimeSpan? RoundTrip =>
        RoundTrips.Where(static trip => trip > 0).DefaultIfEmpty().Min() is > 0 and var best ? TimeSpan.FromMicroseconds(best) : null;

    /// <summary>Asks a server; null while it does not answer.</summary>
    /// <param name="http">Asks.</param>
    /// <param name="adminPort">The loopback port of the server's admin endpoint.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<IReadOnlyList<TunnelSession>?> ReadAsync(HttpClient http, int adminPort, CancellationToken cancellation) =>
        await LoopbackHttp.GetTextAsync(http, adminPort, "/carriers", cancellation) is { } json ? Parse(json) : null;

    /// <summary>Reads what a server answers.</summary>
    public static IReadOnlyList<TunnelSession> Parse(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return [.. answer.RootElement.GetProperty("sessions").EnumerateArray().Select(Read)];
    }

    /// <summary>One line for the terminal.</summary>
    public override string ToString()
    {
        var state = IsUsable ? "usable" : "not usable";
        var worst = (RoundTrips.DefaultIfEmpty().Max() / MicrosecondsPerMillisecond).ToString("0.0", CultureInfo.InvariantCulture);
        return $"agent {Agent}: {state}; carriers: {RoundTrips.Count}, round trip: {worst} ms, streams: {Streams}, "
            + $"carriers lost so far: {Losses}, bytes sent again: {BytesReplayed}";
    }

    private static TunnelSession Read(JsonElement session) => new(
        session.GetProperty("agent").GetString()!,
        session.GetProperty("usable").GetBoolean(),
        session.GetProperty("streams").GetInt32(),
        session.GetProperty("losses").GetInt64(),
        session.GetProperty("bytesReplayed").GetInt64(),
        [.. session.GetProperty("carriers").EnumerateArray().Select(carrier => carrier.GetProperty("rttMicroseconds").GetInt64())])
    {
        EchoProblem = session.TryGetProperty("echoProblem", out var problem) ? problem.GetString() : null,
        IsDraining = session.TryGetProperty("draining", out var draining) && draining.GetBoolean(),
        HasSuspect = session.GetProperty("carriers").EnumerateArray()
            .Any(static carrier => carrier.TryGetProperty("suspect", out var suspect) && suspect.GetBoolean()),
        DetachedFor = session.TryGetProperty("detachedForMs", out var detached) ? TimeSpan.FromMilliseconds(detached.GetInt64()) : null,
        LastLoss = CarrierLoss.Read(session),
    };
}
