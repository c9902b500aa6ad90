using Connectivity.LoadTest.Scenarios;
using Connectivity.LoadTest.Scenarios.Gateway;
using Connectivity.LoadTest.Scenarios.NodeProxy;

namespace Connectivity.LoadTest.Commands;

/// <summary>Scenarios that belong together, and are a command together.</summary>
/// <param name="Name">The command.</param>
/// <param name="Title">The heading of its own report.</param>
/// <param name="Full">How long it measures.</param>
/// <param name="Quick">How long when it is only to be seen whether it works.</param>
/// <param name="Scenarios">What it measures, in this order.</param>
internal sealed record Family(string Name, string Title, LoadLevel Full, LoadLevel Quick, IReadOnlyList<Scenario> Scenarios)
{
    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<Family> All { get; } =
    [
        new("gateway", "Performance of the gateway", Level(400, 1250), Level(100, 250),
            [
                new GatewayBulkScenario(), new GatewayDialScenario(), new GatewayEchoScenario(), new GatewayMixScenario(), new GatewayTlsScenario(), new GatewayIdleScenario(),
                new GatewayRoutesScenario(), new GatewayReloadScenario(),
            ]),
        new("tunnel", "Performance of the tunnel", Level(600, 1500), Level(100, 250),
            [
                new BulkScenario(), new ManyStreamsScenario(), new DialScenario(), new EchoScenario(), new StallScenario(), new LongPathScenario(), new IdleScenario(),
                new ResetsScenario(),
            ]),
        new("apiserver-proxy", "Performance of the apiserver-proxy", Level(400, 1250), Level(100, 250),
            [new ProxyEchoScenario(), new ProxyDialScenario(), new ProxyIdleScenario()]),
    ];

    /// <summary>The one with this name; null without one.</summary>
    public static Family? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    private static LoadLevel Level(int warmupMilliseconds, int windowMilliseconds) =>
        new(TimeSpan.FromMilliseconds(warmupMilliseconds), TimeSpan.FromMilliseconds(windowMilliseconds));
}
