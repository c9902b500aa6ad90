using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Tracing;

/// <summary>All legs of a shoot, tried in their order, those of its nodes all at the same time. One behind a broken one is tried too, where it can be.</summary>
/// <param name="shoot">The shoot.</param>
/// <param name="isFirst">Whether this process has not probed before: its first connections take the time of its own start too.</param>
internal sealed class ShootTrace(ShootContext shoot, bool isFirst = true)
{
    private const string NoCredentials = "the shoot's kubeconfig is for the landscape's owner only";

    /// <summary>Tries everything.</summary>
    public async Task<IReadOnlyList<LegResult>> RunAsync(CancellationToken cancellation) =>
        (await LookAsync(cancellation)).Legs;

    /// <summary>Tries everything, and passes on what the tunnel's server shows; null where it shows nothing or there is none.</summary>
    public async Task<(IReadOnlyList<LegResult> Legs, TunnelServerView? Server)> LookAsync(CancellationToken cancellation)
    {
        var credentials = shoot.ReadCredentials();
        using var apiserver = credentials is null
            ? null
            : new ApiserverClient(shoot.Name.Host, shoot.Shoot.ApiserverPort, credentials.AuthorityPem, credentials.Client);
        var api = await ApiAsync(credentials, apiserver, cancellation);
        var (tunnel, server) = shoot.Shoot.TunnelAdminPort is { } adminPort
            ? await TunnelAsync(adminPort, credentials, apiserver, cancellation)
            : ([], null);
        return ([.. api, .. tunnel, .. await ProxiesAsync(credentials, cancellation)], server);
    }

    private async Task<IReadOnlyList<LegResult>> ApiAsync(ShootCredentials? credentials, ApiserverClient? apiserver, CancellationToken cancellation) =>
    [
        await TimedAsync(() => GatewayLeg.ProbeAsync(shoot, cancellation)),
        credentials is null
            ? LegResult.NotLookedAt(TraceLeg.GatewayToApiserver, NoCredentials)
            : await TimedAsync(() => RouteLeg.ProbeAsync(shoot, credentials, cancellation)),
        apiserver is null
            ? LegResult.NotLookedAt(TraceLeg.Apiserver, NoCredentials)
            : await TimedAsync(() => ApiserverLeg.ProbeAsync(shoot, apiserver, cancellation)),
    ];

    private async Task<(IReadOnlyList<LegResult> Legs, TunnelServerView? Server)> TunnelAsync(
        int adminPort, ShootCredentials? credentials, ApiserverClient? apiserver, CancellationToken cancellation)
    {
        TunnelServerView? server = null;
        var frontend = await TimedAsync(() => FrontendLeg.ProbeAsync(shoot, cancellation));
        var asked = await TimedAsync(async () =>
        {
            (var leg, server) = await ServerLeg.ProbeAsync(shoot, adminPort, cancellation);
            return leg;
        });
        var nodes = await NodeLegs.OfAsync(shoot.Nodes, async node =>
        [
            await AgentLeg.ProbeAsync(shoot, node, server, cancellation),
            await KubeletAsync(node, frontend, credentials, apiserver, cancellation),
        ]);
        return ([frontend, asked, .. nodes], server);
    }

    private Task<IReadOnlyList<LegResult>> ProxiesAsync(ShootCredentials? credentials, CancellationToken cancellation) => NodeLegs.OfAsync(
        shoot.Nodes.Where(node => File.Exists(shoot.FilesOf(node).NodeProxyConfiguration)),
        async node =>
        [
            credentials is null
                ? LegResult.NotLookedAt(TraceLeg.NodeProxy, NoCredentials, node.Name)
                : await TimedAsync(() => ProxyLeg.ProbeAsync(shoot, node, credentials, cancellation)),
        ]);

    private async Task<LegResult> KubeletAsync(
        NodeState node, LegResult frontend, ShootCredentials? credentials, ApiserverClient? apiserver, CancellationToken cancellation)
    {
        if (credentials is null || apiserver is null || frontend.Verdict == LegVerdict.NotLookedAt)
            return LegResult.NotLookedAt(TraceLeg.Kubelet, NoCredentials, node.Name);
        return frontend.IsOk
            ? await TimedAsync(() => KubeletLeg.ProbeAsync(shoot, node, credentials, apiserver, cancellation))
            : LegResult.NotReached(TraceLeg.Kubelet, "the egress front end cannot be connected to", node.Name);
    }

    private async Task<LegResult> TimedAsync(Func<Task<LegResult>> probe)
    {
        var leg = await probe();
        return isFirst && leg.IsOk ? await probe() : leg;
    }
}
