using System.Diagnostics;
using System.Net.Sockets;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>A new tenant among many, while others work.</summary>
internal sealed class GatewayReloadScenario : GatewayScenario
{
    private const int Standing = 64;
    private const int RoundTripsPerSecond = 2000;
    private const int DialsPerSecond = 200;
    private const int DialledTenants = 500;
    private const string Undisturbed = "undisturbed";
    private const string Reloaded = "one tenant more";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <inheritdoc/>
    public override string Name => "reload";

    /// <inheritdoc/>
    public override string Title => "A new tenant among 10,000, under load";

    /// <inheritdoc/>
    public override string Remark =>
        $"{Standing} connections with {RoundTripsPerSecond} round trips a second and {DialsPerSecond} new connections a second " +
        $"to {DialledTenants} of the tenants, all at fixed times. " +
        "\"Until served\" is the time from the signal to take the new configuration until a connection to the new tenant is served. " +
        "The longest wait is the longest latency meanwhile: what taking it holds up.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [Undisturbed, Reloaded];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers => [PeerKind.Gateway, PeerKind.HaproxySplice, PeerKind.Nginx];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [new(Reloaded, Metric.LongestWait, 50), new(Reloaded, Metric.LostConnections, 0)];

    /// <inheritdoc/>
    public override void Prepare(Peer peer) => ((EntryPeer)peer).Tenants = GatewayRoutesScenario.Tenants;

    /// <inheritdoc/>
    protected override Reading Measure(EntryPeer peer, string variant, LoadLevel level)
    {
        using var standing = peer.Open(LoadKind.PacedEcho, Standing, RoundTripsPerSecond, tenants: Standing);
        using var dialled = peer.Open(LoadKind.PacedDial, Fleet.Size, DialsPerSecond, tenants: DialledTenants);
        Thread.Sleep(level.Warmup);
        var meter = LoadLevel.MeterFor(peer);
        standing.Begin();
        dialled.Begin();
        meter.Begin();
        var served = variant == Reloaded ? AddTenant(peer) : (TimeSpan?)null;
        Thread.Sleep(level.Window);
        var usage = meter.End();
        var latencies = standing.TakeLatencies();
        latencies.Add(dialled.TakeLatencies());
        var reading = WithLatencies(latencies);
        reading[Metric.LongestWait] = latencies.Longest / 1000;
        reading[Metric.LostConnections] = standing.End().Failures + dialled.End().Failures;
        if (served is { } time)
            reading[Metric.UntilServed] = time.TotalMilliseconds;
        return WithNoise(reading, usage);
    }

    private static TimeSpan AddTenant(EntryPeer peer)
    {
        var tenant = peer.Tenants;
        peer.Reload(tenant + 1);
        var started = Stopwatch.GetTimestamp();
        while (!IsServed(peer, tenant))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException("The new tenant is not served.");
            Thread.Sleep(Pause);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static bool IsServed(EntryPeer peer, int tenant)
    {
        try
        {
            DialLoad.DialOnce(() => peer.Connect(tenant), TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException)
        {
            return false;
        }
    }
}
