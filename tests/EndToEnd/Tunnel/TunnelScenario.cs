using System.Net;
using Connectivity.EndToEnd.Tunnel.Ends;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>What tests of the tunnel share: programs and ends that end with the test, in the network of their class.</summary>
public abstract class TunnelScenario(ShootNetwork network) : IAsyncLifetime, IClassFixture<ShootNetwork>
{
    private readonly List<IDisposable> _others = [];
    private readonly List<IAsyncDisposable> _programs = [];

    /// <summary>Where agents are.</summary>
    private protected ShootNetwork Network => network;

    /// <summary>The certificates of this test.</summary>
    private protected TunnelPki Pki { get; } = new();

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var other in _others)
            other.Dispose();
        try
        {
            await DisposeOfProgramsAsync();
        }
        finally
        {
            Pki.Dispose();
        }
    }

    /// <summary>Each ends, whatever becomes of the others.</summary>
    private async Task DisposeOfProgramsAsync()
    {
        if (_programs.Count == 0)
            return;
        var last = _programs[^1];
        _programs.RemoveAt(_programs.Count - 1);
        try
        {
            await last.DisposeAsync();
        }
        finally
        {
            await DisposeOfProgramsAsync();
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="more">Further keys of its configuration.</param>
    /// <param name="id">Its id.</param>
    private protected Task<TunnelServer> StartServerAsync(string more = "", string id = "server-0") =>
        StartServerAsync(new ServerPlan { Id = id, Carriers = new IPEndPoint(network.Seed, 0), More = more });

    /// <summary>Starts a server.</summary>
    private protected async Task<TunnelServer> StartServerAsync(ServerPlan plan) => OwnProgram(await TunnelServer.StartAsync(plan, Pki));

    /// <summary>Starts an agent.</summary>
    private protected async Task<TunnelAgent> StartAgentAsync(AgentPlan plan) => OwnProgram(await TunnelAgent.StartAsync(plan, Pki, network));

    /// <summary>Starts a server and an agent that is connected to it.</summary>
    /// <param name="serverMore">Further keys of the server's configuration.</param>
    /// <param name="agentMore">Further keys of the agent's.</param>
    private protected async Task<(TunnelServer Server, TunnelAgent Agent)> StartPairAsync(string serverMore = "", string agentMore = "")
    {
        var server = await StartServerAsync(serverMore);
        var agent = await StartAgentAsync(new AgentPlan { Servers = [AgentPlan.Direct(server.Carriers)], More = agentMore });
        await server.WaitForCarriersAsync(2);
        return (server, agent);
    }

    /// <summary>Starts a server and an agent that is connected to it over a network that can be broken.</summary>
    /// <param name="agentMore">Further keys of the agent's configuration.</param>
    private protected async Task<(TunnelServer Server, TunnelAgent Agent, DelayProxy Way)> StartPairWithProxyAsync(string agentMore = "")
    {
        var server = await StartServerAsync();
        var way = OwnProgram(DelayProxy.Start(server.Carriers, new DelayProxyOptions(), new IPEndPoint(network.Seed, 0)));
        var agent = await StartAgentAsync(new AgentPlan { Servers = [AgentPlan.Direct(way.Endpoint)], More = agentMore });
        await server.WaitForCarriersAsync(2);
        return (server, agent, way);
    }

    /// <summary>Starts a target whose connections the test takes.</summary>
    private protected Target StartTarget(IPAddress? address = null) => Own(new Target(address ?? network.Seed));

    /// <summary>Starts a target that sends back what it gets.</summary>
    private protected EchoTarget StartEcho() => Own(new EchoTarget(network.Seed));

    /// <summary>Connects a client to a target through the tunnel.</summary>
    private protected async Task<TunnelEnd> ConnectAsync(TunnelServer server, IPEndPoint target, Frontend frontend = Frontend.Connect) =>
        Own(await FrontendClient.ConnectAsync(server, frontend, target, Pki.Client));

    /// <summary>Connects a client to a target through the tunnel.</summary>
    /// <returns>Both ends.</returns>
    private protected async Task<(TunnelEnd Client, TunnelEnd Target)> ConnectAsync(TunnelServer server, Target target, Frontend frontend = Frontend.Connect)
    {
        var client = await ConnectAsync(server, target.Address, frontend);
        return (client, Own(await target.AcceptAsync()));
    }

    /// <summary>Disposes of something at the end of the test.</summary>
    private protected T Own<T>(T other)
        where T : IDisposable
    {
        _others.Add(other);
        return other;
    }

    /// <summary>Ends a program at the end of the test.</summary>
    private protected T OwnProgram<T>(T program)
        where T : IAsyncDisposable
    {
        _programs.Add(program);
        return program;
    }
}
