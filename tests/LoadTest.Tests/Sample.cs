using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Tests;

/// <summary>Results as a run might have them: ours, two peers and the direct path.</summary>
internal static class Sample
{
    public const string Ours = "sni-gateway";
    public const string Fast = "HAProxy <splice>";
    public const string Slow = "nginx & co";
    public const string Direct = "direct";

    public static LoadResults Results(params ScenarioResults[] scenarios) => new()
    {
        Schema = LoadResults.CurrentSchema,
        Title = "Performance report",
        Date = "2026-01-02",
        Machine = new MachineFacts(2, "A processor | with a bar", 4_000_000_000, "6.1.0", "A system 12"),
        Versions = [new ProgramVersion("nginx", "1.22.1")],
        Run = new RunFacts("in each the peers take turns", 3, Quick: false, 600),
        Scenarios = scenarios,
        Failures = [],
    };

    public static ScenarioResults Scenario(params VariantResults[] variants) => new()
    {
        Family = "gateway",
        Name = "bulk",
        Title = "Bulk",
        Remark = "Bytes.",
        WarmupSeconds = 0.5,
        WindowSeconds = 2,
        Peers = [new PeerEntry(Direct, PeerRole.Direct), new PeerEntry(Ours, PeerRole.Ours), new PeerEntry(Fast, PeerRole.Peer), new PeerEntry(Slow, PeerRole.Peer)],
        Variants = variants,
        Targets = [],
    };

    public static VariantResults Variant(string name, params Figure[] figures) => new(name, figures, []);

    public static Figure Cost(string peer, params double[] rounds) => new(peer, "CPU", "s/GB", BetterWay.Less, "0.00", rounds);

    public static Figure Rate(string peer, params double[] rounds) => new(peer, "throughput", "MB/s", BetterWay.More, "0", rounds);
}
