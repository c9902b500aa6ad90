using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>What a control plane's clients do all day.</summary>
internal sealed class GatewayMixScenario : GatewayScenario
{
    private const int Watches = 1000;
    private const int Listers = 4;
    private const int ListsPerSecond = 20;
    private const int ListBytes = 2_000_000;
    private const int Getters = 64;
    private const int GetsPerSecond = 500;
    private const int DialsPerSecond = 50;

    /// <inheritdoc/>
    public override string Name => "mix";

    /// <inheritdoc/>
    public override string Title => "A mix as of Kubernetes";

    /// <inheritdoc/>
    public override string Remark =>
        $"{Watches} watches, which get {WatchEvents.PerSecond * Fleet.Size} events of {WatchEvents.EventBytes} bytes a second between them; " +
        $"{ListsPerSecond} lists of 2 MB, {GetsPerSecond} round trips and {DialsPerSecond} new connections a second. " +
        "All at fixed times, and the same for all peers. Latencies are those of events, from when they were due at the target until they are at the client.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = ["all at once"];

    /// <inheritdoc/>
    protected override Reading Measure(EntryPeer peer, string variant, LoadLevel level)
    {
        using var watches = peer.Open(LoadKind.Watch, Watches);
        using var lists = peer.Open(LoadKind.PacedList, Listers, ListsPerSecond, ListBytes);
        using var gets = peer.Open(LoadKind.PacedEcho, Getters, GetsPerSecond);
        using var dials = peer.Open(LoadKind.PacedDial, Fleet.Size, DialsPerSecond);
        foreach (var other in (ReadOnlySpan<FleetLoad>)[lists, gets, dials])
            other.Begin();
        var (usage, _) = Watch(peer, watches, level);
        var answers = lists.TakeLatencies();
        foreach (var other in (ReadOnlySpan<FleetLoad>)[lists, gets, dials])
            _ = other.End().Flawless();
        var reading = WithLatencies(watches.TakeLatencies());
        reading[Metric.ListMedian] = answers.Quantile(0.5) / 1000;
        reading[Metric.ListTail] = answers.Quantile(0.99) / 1000;
        if (peer.Ends.Count > 0)
            reading[Metric.Load] = usage.Ends / usage.Seconds * 100;
        return WithNoise(reading, usage);
    }
}
