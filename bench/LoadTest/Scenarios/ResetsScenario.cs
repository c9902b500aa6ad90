using System.Diagnostics;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>A long copy while all carriers are reset again and again.</summary>
internal sealed class ResetsScenario : Scenario
{
    private const string Reset = "all carriers reset every second";
    private const long CopyBytes = 1_000_000_000;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string Name => "resets";

    /// <inheritdoc/>
    public override string Title => "A copy of 1 GB over carriers that are reset";

    /// <inheritdoc/>
    public override string Remark =>
        "Every byte of the copy is compared with what was sent. Only the tunnel takes part: a stream of the TLS relay ends with its connection, and OpenVPN needs longer than a second to be back.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = ["undisturbed", Reset];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [PeerKind.TunnelUnix];

    /// <inheritdoc/>
    public override PathOptions Path { get; } = new(true, TimeSpan.Zero);

    /// <inheritdoc/>
    public override Reading Measure(Peer peer, string variant, LoadLevel level)
    {
        var meter = LoadLevel.MeterFor(peer);
        meter.Begin();
        using var connection = peer.Connect();
        var started = Stopwatch.GetTimestamp();
        var copy = Task.Run(() => CopyLoad.Run(connection, CopyBytes));
        var resets = 0;
        while (Task.WaitAny([copy], Period) < 0)
        {
            if (variant != Reset)
                continue;
            peer.ResetCarriers();
            resets++;
        }

        copy.GetAwaiter().GetResult();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return WithNoise(new Reading { [Metric.Duration] = seconds, [Metric.Throughput] = CopyBytes / 1e6 / seconds, [Metric.Resets] = resets }, meter.End());
    }
}
