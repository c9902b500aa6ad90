using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>Small messages.</summary>
internal class GatewayEchoScenario : GatewayScenario
{
    /// <summary>Messages a second of one connection.</summary>
    protected const int OnePerSecond = 1000;

    /// <summary>Messages a second of many.</summary>
    protected const int ManyPerSecond = 8000;

    private static readonly (string Name, int Connections, int PerSecond)[] Variants =
    [
        (AtOnce(1), 1, 0), (Paced(1, OnePerSecond), 1, OnePerSecond),
        (AtOnce(64), 64, 0), (Paced(64, ManyPerSecond), 64, ManyPerSecond),
        (AtOnce(1000), 1000, 0), (Paced(1000, ManyPerSecond), 1000, ManyPerSecond),
    ];

    /// <inheritdoc/>
    public override string Name => "round-trips";

    /// <inheritdoc/>
    public override string Title => "Round trips";

    /// <inheritdoc/>
    public override string Remark =>
        "64 bytes and their echo. Either each connection sends again as soon as they are back, which shows the cost; or " +
        "messages are sent at fixed times, whether others are late or not, and a latency counts from when its message was due. Where p99 is " +
        "a target there are five times as many rounds.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [.. Variants.Select(static v => v.Name)];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } =
    [
        new(AtOnce(64), Metric.PerRoundTrip, 0.85, HaproxyPeer.SpliceTitle),
        new(AtOnce(64), Metric.PerRoundTrip, 0.85, HaproxyPeer.CopyTitle),
        new(Paced(64, ManyPerSecond), Metric.Tail, 1, HaproxyPeer.SpliceTitle),
        new(Paced(64, ManyPerSecond), Metric.Tail, 1, HaproxyPeer.CopyTitle),
    ];

    // One percent of a second's messages are a few stalls of the machine: of three rounds the median came out between a half and four times what the next three said.
    private const int RoundsOfTail = 5;

    /// <inheritdoc/>
    public override int RoundsOf(string variant, int wanted) => wanted > 1 && Goals.Any(g => g.Variant == variant && g.Metric == Metric.Tail) ? wanted * RoundsOfTail : wanted;

    /// <inheritdoc/>
    protected override Reading Measure(EntryPeer peer, string variant, LoadLevel level)
    {
        var (_, connections, perSecond) = Variants.Single(v => v.Name == variant);
        using var load = peer.Open(perSecond > 0 ? LoadKind.PacedEcho : LoadKind.Echo, connections, perSecond);
        var (usage, count) = Watch(peer, load, level);
        // At a pace the rate is everybody's.
        var reading = perSecond > 0 ? WithLatencies(load.TakeLatencies()) : new Reading { [Metric.RoundTrips] = count.PerSecond };
        if (peer.Ends.Count > 0)
            reading[Metric.PerRoundTrip] = usage.Ends / usage.Seconds * 1e6 / count.PerSecond;
        reading[Metric.GeneratorPerRoundTrip] = usage.Generator / usage.Seconds * 1e6 / count.PerSecond;
        return WithNoise(reading, usage);
    }

    /// <summary>The variant in which each sends as soon as it can.</summary>
    protected static string AtOnce(int connections) => $"{connections} connection{(connections == 1 ? "" : "s")}, at once";

    /// <summary>The variant with fixed times.</summary>
    protected static string Paced(int connections, int perSecond) => $"{connections} connection{(connections == 1 ? "" : "s")}, {perSecond} a second";
}
