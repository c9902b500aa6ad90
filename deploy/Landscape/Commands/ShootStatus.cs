using Connectivity.Landscape.Gateway;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Proxies;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;
using Connectivity.Landscape.Tracing;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Commands;

/// <summary>What <c>status</c> shows of a shoot: a row for each node, and what went wrong last on each leg.</summary>
/// <param name="shoot">The shoot.</param>
/// <param name="isFirst">Whether this process shows it for the first time.</param>
internal sealed class ShootStatus(ShootContext shoot, bool isFirst)
{
    /// <summary>Looks at everything once.</summary>
    /// <param name="routes">The gateway's routes that ever failed.</param>
    /// <param name="cancellation">Ends the looking.</param>
    public async Task<(IReadOnlyList<StatusRow> Rows, IReadOnlyList<string> Errors)> LookAsync(
        IReadOnlyList<RouteFailure> routes, CancellationToken cancellation)
    {
        var (legs, server) = await new ShootTrace(shoot, isFirst).LookAsync(cancellation);
        var ready = await ReadyNodesAsync(cancellation);
        IReadOnlyList<StatusRow> rows = shoot.Nodes.Count == 0
            ? [new StatusRow { Shoot = shoot.Shoot.Name, Legs = legs, Sessions = [] }]
            : [.. shoot.Nodes.Select(node => RowOf(node, legs, server, ready))];
        return (rows, await ErrorsAsync(legs, server, routes, cancellation));
    }

    private StatusRow RowOf(NodeState node, IReadOnlyList<LegResult> legs, TunnelServerView? server, IReadOnlySet<string>? ready) => new()
    {
        Shoot = shoot.Shoot.Name,
        Node = node.Name,
        IsReady = ready?.Contains(node.Name),
        Legs = [.. legs.Where(leg => leg.Node is null || leg.Node == node.Name)],
        Sessions = [.. server?.Sessions.Where(session => session.Agent == node.Name) ?? []],
    };

    private async Task<IReadOnlySet<string>?> ReadyNodesAsync(CancellationToken cancellation)
    {
        if (shoot.Nodes.Count == 0 || shoot.ReadCredentials() is not { } credentials)
            return null;
        using var client = new ApiserverClient(shoot.Name.Host, shoot.Shoot.ApiserverPort, credentials.AuthorityPem, credentials.Client);
        return await client.GetTextAsync("/api/v1/nodes", cancellation) is { } nodes ? NodeStatus.Ready(nodes) : null;
    }

    private async Task<IReadOnlyList<string>> ErrorsAsync(
        IReadOnlyList<LegResult> legs, TunnelServerView? server, IReadOnlyList<RouteFailure> routes, CancellationToken cancellation)
    {
        var now = DateTimeOffset.UtcNow;
        List<string> errors =
        [
            .. legs.Where(static leg => leg.Verdict == LegVerdict.Failed).Select(static leg => $"{leg.Name}: {leg.Detail}"),
            .. routes.Where(route => route.Tenant == shoot.Name.Namespace)
                .Select(route => $"gateway, route {route.Route}: {route.Outcome}, {Ages.Ago(route.At, now)}"),
        ];
        if (server?.LastLoss is { } loss)
            errors.Add($"tunnel server: a carrier of agent {loss.Agent} ended {Ages.Ago(loss.At, now)}: {loss.Cause}");
        foreach (var node in Environment.IsPrivilegedProcess ? shoot.Nodes : [])
            errors.AddRange(await ErrorsAsync(node, now, cancellation));
        return [.. errors.Select(error => $"shoot {shoot.Shoot.Name}, {error}")];
    }

    private async Task<IEnumerable<string>> ErrorsAsync(NodeState node, DateTimeOffset now, CancellationToken cancellation)
    {
        using var http = NodeLoopback.CreateClient(node.Holder);
        IReadOnlyList<AgentCarrier> carriers = shoot.Shoot.TunnelAdminPort is null ? [] : await AgentCarrier.ReadAsync(node.Holder, cancellation) ?? [];
        IReadOnlyList<ProxyFailure> failures = File.Exists(shoot.FilesOf(node).NodeProxyConfiguration)
            && await LoopbackHttp.GetTextAsync(http, NodeProxyConfiguration.AdminPort, "/connections", cancellation) is { } json
            ? ProxyFailure.Parse(json)
            : [];
        return
        [
            .. carriers.Where(static carrier => carrier.LastError is not null)
                .Select(carrier => $"agent {node.Name}, carrier {carrier.Slot} ({carrier.State}): {carrier.LastError}"
                    + (carrier.LastErrorAt is { } at ? $", {Ages.Ago(at, now)}" : "")),
            .. failures.Select(failure => $"apiserver-proxy {node.Name}, {failure.Leg}: {failure.Problem}, {Ages.Length(failure.Age)} ago"),
        ];
    }
}
