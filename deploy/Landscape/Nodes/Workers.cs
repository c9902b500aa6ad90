using Connectivity.Landscape.Output;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Proxies;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Nodes;

/// <summary>The nodes of a shoot, the controllers that fill them, and the tunnel that leads to them.</summary>
internal sealed class Workers : IDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private readonly NodeSetup _setup;
    private readonly Supervisor _supervisor;
    private readonly Controllers _controllers;
    private readonly ShootName _shoot;
    private readonly ControlPlaneFiles _files;
    private readonly ControlPlanePorts _ports;
    private readonly TunnelPki? _tunnelPki;
    private TunnelServer? _tunnel;

    /// <summary>Makes the nodes' keys; nothing runs yet.</summary>
    public Workers(
        ShootName shoot,
        IReadOnlyList<NodePlan> plans,
        ShootPki pki,
        ControlPlaneFiles files,
        ControlPlanePorts ports,
        NodeSetup setup,
        Supervisor supervisor)
    {
        (_shoot, _files, _ports, _setup, _supervisor) = (shoot, files, ports, setup, supervisor);
        _controllers = new Controllers(shoot, pki, files, ports, setup, supervisor);
        _tunnelPki = setup.HasTunnel ? TunnelPki.Create(files.Pki, shoot, plans, TimeProvider.System) : null;
        Nodes = [.. plans.Zip(pki.Nodes, (plan, nodePki) => new Node(plan, nodePki, setup, supervisor))];
        Agents = setup.HasTunnel ? [.. Nodes.Select(node => new TunnelAgent(node, setup, supervisor))] : [];
        Proxies = setup.HasProxy ? [.. Nodes.Select(node => new NodeProxy(node, ports.Apiserver, setup, supervisor))] : [];
    }

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>In the order of the nodes; none without a tunnel.</summary>
    public IReadOnlyList<TunnelAgent> Agents { get; }

    /// <summary>In the order of the nodes; none without the program.</summary>
    public IReadOnlyList<NodeProxy> Proxies { get; }

    /// <summary>Whether they have no firewall.</summary>
    public bool AreOpen => _setup.IsOpen;

    /// <summary>Whether kube-apiserver can reach what is on them.</summary>
    public bool AreReachable => _setup.IsReachable;

    /// <summary>Whether they have the image of the admission webhook.</summary>
    public bool HaveWebhook => _setup.HasWebhook;

    /// <summary>Starts the tunnel's server, which kube-apiserver counts on.</summary>
    public async Task StartTunnelServerAsync()
    {
        if (_tunnelPki is not null)
            _tunnel = await TunnelServer.StartAsync(_setup.TunnelBinary, _shoot, _tunnelPki, _files, _ports, _supervisor);
    }

    /// <summary>Makes the nodes up to where they need the control plane: kubelets take seconds before they call it.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(Nodes.Select(node => node.CreateAsync(cancellation)));
        foreach (var (index, node) in Nodes.Index())
        {
            foreach (var other in Nodes.Skip(index + 1))
                await node.LinkAsync(other, cancellation);
        }

        await Task.WhenAll(Nodes.Select(async node =>
        {
            await node.StartContainerdAsync(cancellation);
            await node.StartKubeletAsync();
        }));
    }

    /// <summary>Starts the controllers; kube-apiserver is ready.</summary>
    public Task StartControllersAsync() => _controllers.StartAsync();

    /// <summary>Has the nodes join and waits until they, and the tunnel, are ready. The gateway leads to the shoot.</summary>
    public async Task JoinAsync(ApiserverClient apiserver, Progress progress, CancellationToken cancellation)
    {
        foreach (var (agent, certificate) in Agents.Zip(_tunnelPki?.Agents ?? []))
        {
            agent.Configure(_tunnelPki!, certificate);
            await agent.StartAsync();
        }

        await Task.WhenAll(Proxies.Select(proxy => proxy.StartAsync()));
        foreach (var node in Nodes)
        {
            await node.WaitUntilReadyAsync(apiserver, progress, cancellation);
            await node.StartProxyAsync();
        }

        await Task.WhenAll(Proxies.Select(proxy => proxy.WaitUntilReadyAsync(progress, cancellation)));
        await WaitForTunnelAsync(progress, cancellation);
    }

    /// <summary>Waits until the tunnel, where there is one, leads to every node.</summary>
    public async Task WaitForTunnelAsync(Progress progress, CancellationToken cancellation)
    {
        if (_tunnel is null)
            return;
        await _tunnel.WaitUntilReadyAsync(Agents.Select(agent => agent.NodeName), progress, cancellation);
        foreach (var agent in Agents)
            agent.SetReady();
    }

    /// <summary>Kills the tunnel's server, as a crash would; it comes back by itself.</summary>
    public void CrashTunnelServer() => _tunnel?.Crash();

    /// <summary>The sessions of the tunnel; none without a tunnel.</summary>
    /// <exception cref="LandscapeException">Its server does not tell.</exception>
    public async Task<IReadOnlyList<TunnelSession>> TunnelSessionsAsync(CancellationToken cancellation) =>
        _tunnel is null ? [] : await _tunnel.SessionsAsync(cancellation);

    /// <summary>Ends everything.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll([.. Agents.Select(agent => agent.StopAsync()), .. Proxies.Select(proxy => proxy.StopAsync())]);
        await Task.WhenAll([.. Nodes.Select(node => node.StopAsync()), _controllers.StopAsync(StopGrace), _tunnel?.StopAsync() ?? Task.CompletedTask]);
        foreach (var node in Nodes)
            _setup.Range.Return(node.Plan.Address);
    }

    public void Dispose() => _tunnel?.Dispose();
}
