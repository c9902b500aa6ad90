using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Agent;
using Connectivity.VpnTunnel.Agent.Servers;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Connectivity.VpnTunnel.Tests.Server.Frontends;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectivity.VpnTunnel.Tests.Server;

/// <summary>An agent with real carriers to a server on loopback. What it connects streams to is in memory: echoes, or whatever a test wants.</summary>
internal sealed class TestAgent : IStreamAcceptor, IAsyncDisposable
{
    private readonly EventLoopGroup _loops = new(1, 0, TimeProvider.System, NullLogger.Instance);
    private readonly NameResolver _resolver = new(4, NameResolver.SystemLookUpAsync, TimeProvider.System);
    private readonly AgentTls _tls;
    private readonly ServerLinks _links;

    private TestAgent(string id, SocketEndpoint server, TlsOptions files)
    {
        var options = new AgentOptions
        {
            AgentId = id,
            Tls = files,
            Servers =
            [
                new LinkOptions
                {
                    Name = "s-0",
                    Address = HostEndpoint.TryParse(server.ToString(), out var address) ? address : throw new FormatException(),
                    TlsServerName = Certificates.ServerName,
                },
            ],
        };
        _tls = new AgentTls(files, TimeProvider.System, NullLogger.Instance);
        _links = new ServerLinks(new LinkEnvironment
        {
            Host = new LoopHost(_loops.Loops[0], TimeProvider.System),
            Resolver = _resolver,
            Acceptor = this,
            Tls = _tls,
            Options = options,
            StartedMs = 1,
            Random = static () => 0.5,
            Log = NullLogger.Instance,
        });
    }

    /// <summary>What it does with a dial, on its loop's thread; by default a target that echoes.</summary>
    public Action<TunnelStream> OnDial { get; set; } = static s => new TestTarget { Echoes = true }.Accept(s);

    /// <summary>Whether it sends echoes back.</summary>
    public bool Echoes { get; set; } = true;

    /// <summary>Whether the server has told it that it is about to end.</summary>
    public async Task<bool> IsToldOfDrainAsync() => (await _loops.AskAllAsync(
        _ => _links.All.Any(static l => l.Sessions.Any(static s => s.IsPeerDraining)), CancellationToken.None))[0];

    /// <summary>Keeps its loop from doing anything, reading its carriers included, until it may go on.</summary>
    public Task HoldUpAsync(ManualResetEventSlim goOn) => _loops.TellAllAsync(_ => goOn.Wait(), CancellationToken.None);

    /// <summary>Cuts all carriers, as a gateway that is replaced would.</summary>
    public Task CutCarriersAsync() => _loops.TellAllAsync(
        _ =>
        {
            foreach (var session in _links.All.SelectMany(static l => l.Sessions).ToArray())
            {
                foreach (var carrier in session.Carriers.ToArray())
                    session.Lose(carrier);
            }
        },
        CancellationToken.None);

    public static async Task<TestAgent> StartAsync(string id, SocketEndpoint server, TlsOptions files)
    {
        var agent = new TestAgent(id, server, files);
        await agent._loops.TellAllAsync(_ => agent._links.Start(), CancellationToken.None);
        return agent;
    }

    public void OnOpen(TunnelStream stream, OpenRequest request)
    {
        stream.End = NoEnd.Instance;
        if (request.Kind == StreamKind.Tcp)
        {
            OnDial(stream);
            return;
        }

        if (Echoes)
            stream.End = new EchoEnd(static () => { });
        stream.AcceptOpen("");
    }

    public async ValueTask DisposeAsync()
    {
        await _loops.TellAllAsync(_ => _links.End(), CancellationToken.None);
        _loops.Dispose();
        _resolver.Dispose();
        _tls.Dispose();
    }
}
