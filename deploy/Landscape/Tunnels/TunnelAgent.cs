using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Tunnels;

/// <summary>The vpn-tunnel agent on a node, which dials the gateway from behind the node's firewall.</summary>
/// <param name="node">The node.</param>
/// <param name="setup">Names the binary and the gateway's port.</param>
/// <param name="supervisor">Starts the process.</param>
internal sealed class TunnelAgent(Node node, NodeSetup setup, Supervisor supervisor)
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(4);

    private KeptProcess? _process;

    /// <summary>The name of its node.</summary>
    public string NodeName => node.Plan.Name.Value;

    /// <summary>The connections of its carriers.</summary>
    public CarrierConnections Connections => new(node, setup.ConnectPort);

    /// <summary>Writes the agent's configuration.</summary>
    public void Configure(TunnelPki pki, CertificateFiles certificate) => AtomicFile.Write(
        node.Plan.Files.AgentConfiguration,
        TunnelAgentConfiguration.Build(node.Plan, setup.ConnectPort, setup.Range.Cidr, pki.AuthorityFile, certificate));

    /// <summary>Starts the agent; it need not have a connection yet.</summary>
    public Task StartAsync()
    {
        _process ??= new KeptProcess(
            supervisor,
            $"vpn-tunnel agent of node {NodeName}",
            node.Plan.Files.AgentLog,
            node.OnNetwork(setup.TunnelBinary, "agent", "--config", node.Plan.Files.AgentConfiguration));
        return _process.StartAsync();
    }

    /// <summary>Says that the agent has had a session: from now on it is started again should it end.</summary>
    public void SetReady() => _process?.SetReady();

    /// <summary>Kills the agent, as a crash would; it comes back by itself.</summary>
    public void Crash() => _process?.Crash();

    /// <summary>Kills the agent, and keeps it away.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Ends the agent, in order.</summary>
    public Task StopAsync() => _process?.StopAsync(StopGrace) ?? Task.CompletedTask;
}
