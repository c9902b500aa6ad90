using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>Real clients and a real server.</summary>
internal sealed class GatewayTlsScenario : GatewayScenario
{
    private const int Connections = 8;
    private const string Dial = "a handshake for every request";
    private const string Requests = "requests on standing connections";

    /// <inheritdoc/>
    public override string Name => "tls";

    /// <inheritdoc/>
    public override string Title => "HTTP/2 over TLS, end to end";

    /// <inheritdoc/>
    public override string Remark =>
        $".NET's client and server, TLS 1.3, answers of 1 kB; {Connections} clients at once. " +
        "Clients and server take most of the time, so that rates say little and the CPU time of what is between says all.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [Dial, Requests];

    /// <inheritdoc/>
    public override void Prepare(Peer peer) => ((EntryPeer)peer).NeedTlsTarget();

    /// <inheritdoc/>
    protected override Reading Measure(EntryPeer peer, string variant, LoadLevel level)
    {
        using var load = peer.OpenTls(variant == Dial ? LoadKind.TlsDial : LoadKind.TlsRequests, Connections);
        var (usage, count) = Watch(peer, load, level);
        var reading = new Reading { [variant == Dial ? Metric.Dials : Metric.Requests] = count.PerSecond };
        if (peer.Ends.Count > 0)
            reading[variant == Dial ? Metric.PerConnection : Metric.PerRequest] = usage.Ends / usage.Seconds * 1e6 / count.PerSecond;
        return WithNoise(reading, usage);
    }
}
