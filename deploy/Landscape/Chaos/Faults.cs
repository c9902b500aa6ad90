using System.Runtime.CompilerServices;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Chaos;

/// <summary>The faults that a landscape can have. They hit its first shoot; the others are not to notice, unless it is the gateway.</summary>
internal sealed class Faults(RunningLandscape landscape)
{
    /// <summary>The names of all of them, in the order in which they happen.</summary>
    public static readonly IReadOnlyList<string> Names = ["gateway", "agent", "tunnel-server", "apiserver", "uplink", "lost-agent"];

    private static readonly TimeSpan CutFor = TimeSpan.FromSeconds(20);

    // Long enough for whoever waits for the agent to give up on it.
    private static readonly TimeSpan LostFor = TimeSpan.FromSeconds(8);

    private readonly Survivors _survivors = new(landscape);

    /// <summary>Those that this landscape can have.</summary>
    public IEnumerable<Fault> All()
    {
        yield return new Fault("gateway", "sni-gateway is killed and starts again", Do(landscape.CrashGateway), _ => true, OpenForGatewayAsync);
        if (Victim.Workers is { Agents.Count: > 0 } workers)
        {
            yield return new Fault(
                "agent", $"the agent of node {First} is killed and starts again", Do(workers.Agents[0].Crash), IsOnFirst, OpenAsync);
            yield return new Fault(
                "tunnel-server", $"the tunnel server of shoot {Victim.Name} is killed and starts again",
                Do(workers.CrashTunnelServer), path => path.Shoot == Victim && path.Kind is PathKind.Exec or PathKind.Webhook, OpenBesidesTunnelAsync);
        }

        yield return new Fault(
            "apiserver", $"the kube-apiserver of shoot {Victim.Name} is killed and starts again",
            Do(Victim.CrashApiserver), path => path.Shoot == Victim, OpenElsewhereAsync);
        if (Victim.Workers is { Proxies.Count: > 0, Agents.Count: > 0 } behind)
        {
            yield return new Fault(
                "uplink", $"the uplink of node {First} is cut for {CutFor.TotalSeconds} s", inner => CutAsync(behind.Nodes[0], inner),
                path => IsOnFirst(path) || IsPodOnFirst(path), OpenOverCutAsync);
        }

        if (Victim.Workers is { Agents.Count: > 1 } pair)
        {
            yield return new Fault(
                "lost-agent", $"one of {pair.Agents.Count} agents is killed and away for {LostFor.TotalSeconds} s",
                inner => LoseAsync(pair.Agents[0], inner), IsOnFirst, OpenAsync);
        }
    }

    private Shoot Victim => landscape.Shoots[0];

    private IEnumerable<Shoot> Others => landscape.Shoots.Skip(1);

    private NodeName First => Victim.Workers!.Nodes[0].Plan.Name;

    private bool IsOnFirst(TriedPath path) =>
        path.Shoot == Victim && (path.Kind == PathKind.Webhook || (path.Kind == PathKind.Exec && path.Node == First));

    private bool IsPodOnFirst(TriedPath path) => path.Kind == PathKind.Pod && path.Node == First;

    private static Func<CancellationToken, Task> Do(Action action) => _ =>
    {
        action();
        return Task.CompletedTask;
    };

    private static async Task CutAsync(Node node, CancellationToken cancellation)
    {
        await NodeUplink.CutAsync(node, cancellation);
        try
        {
            await Task.Delay(CutFor, cancellation);
        }
        finally
        {
            await NodeUplink.MendAsync(node, CancellationToken.None);
        }
    }

    private static async Task LoseAsync(TunnelAgent agent, CancellationToken cancellation)
    {
        await agent.KillAsync();
        try
        {
            await Task.Delay(LostFor, cancellation);
        }
        finally
        {
            await agent.StartAsync();
        }
    }

    // In the other shoots, all that can be open.
    private async IAsyncEnumerable<Survivor> OpenElsewhereAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var shoot in Others)
        {
            yield return await _survivors.WatchAsync(shoot, cancellation);
            if (shoot.Workers is { Agents.Count: > 0 } workers)
                yield return await _survivors.StreamsAsync(shoot, workers.Nodes[0].Plan.Name, cancellation);
        }
    }

    private async IAsyncEnumerable<Survivor> OpenBesidesTunnelAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await _survivors.WatchAsync(Victim, cancellation);
        await foreach (var survivor in OpenElsewhereAsync(cancellation))
            yield return survivor;
    }

    // The other agents' streams go on, too.
    private async IAsyncEnumerable<Survivor> OpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var node in Victim.Workers!.Nodes.Skip(1))
            yield return await _survivors.StreamsAsync(Victim, node.Plan.Name, cancellation);
        await foreach (var survivor in OpenBesidesTunnelAsync(cancellation))
            yield return survivor;
    }

    // A session outlives its carriers.
    private async IAsyncEnumerable<Survivor> OpenOverCutAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await _survivors.StreamsAsync(Victim, First, cancellation);
        await foreach (var survivor in OpenAsync(cancellation))
            yield return survivor;
    }

    // What goes through the gateway ends with it, but for what a tunnel carries.
    private async IAsyncEnumerable<Survivor> OpenForGatewayAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var shoot in landscape.Shoots)
        {
            foreach (var node in shoot.Workers is { Agents.Count: > 0 } workers ? workers.Nodes : [])
                yield return await _survivors.StreamsAsync(shoot, node.Plan.Name, cancellation);
        }
    }
}
