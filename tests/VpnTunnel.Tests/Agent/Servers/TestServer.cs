using System.Threading.Channels;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Agent;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

/// <summary>The carriers' half of a server, on a loop of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly EventLoopGroup _loops = new(1, 0, TimeProvider.System, NullLogger.Instance);
    private readonly TlsContextSource _tls;
    private readonly ListenSocket _listener;
    private readonly Channel<TunnelSession> _sessions = Channel.CreateUnbounded<TunnelSession>();
    private readonly Channel<CarrierEnd> _ends = Channel.CreateUnbounded<CarrierEnd>();
    private bool _listens;

    public TestServer(TestPki pki, string id)
    {
        _tls = new TlsContextSource(new TlsContextOptions(TlsRole.Server, pki.ServerFiles, [AgentTls.Alpn], false), TimeProvider.System, NullLogger.Instance);
        var host = new LoopHost(_loops.Loops[0], TimeProvider.System);
        var hello = new ServerHello { Instance = 0, ResumeWindow = TimeSpan.FromSeconds(60), MaxStreams = 100, ServerId = id, Zone = "" };
        Registry = new SessionRegistry(host, hello, new SessionSettings())
        {
            Began = session => _sessions.Writer.TryWrite(session),
            CarrierEnded = (_, end) => _ends.Writer.TryWrite(end),
        };
        Registry.Start();
        _listener = ListenSocket.Bind("carriers", SocketEndpoint.FromIPv4(0x7F00_0001, 0), new ListenOptions(30, 10, 3, 128), _loops, new CarrierListener(host, _tls, Registry));
    }

    public SessionRegistry Registry { get; }

    public string Address => _listener.LocalEndpoint.ToString();

    public async Task StartAsync()
    {
        _listens = true;
        await _listener.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_listens)
            await _listener.StopAsync(CancellationToken.None);
        else
            _listener.Abandon();
        await AskAsync(() =>
        {
            foreach (var session in Registry.Sessions.ToArray())
                session.End(ResetCode.SessionLost);
            return true;
        });
        _loops.Dispose();
        _tls.Dispose();
    }

    /// <summary>The next session that begins.</summary>
    public ValueTask<TunnelSession> NextSessionAsync() => _sessions.Reader.ReadAsync();

    /// <summary>The next carrier that ends.</summary>
    public ValueTask<CarrierEnd> NextEndAsync() => _ends.Reader.ReadAsync();

    public async Task<T> AskAsync<T>(Func<T> question) => (await _loops.AskAllAsync(_ => question(), CancellationToken.None))[0];

    /// <summary>Waits for something to become true on the loop, which is looked at after each of its turns.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        while (!await AskAsync(condition))
            await Task.Yield();
    }

    /// <summary>Opens a stream, and waits for the agent's answer.</summary>
    public async Task<StreamProbe> OpenAsync(TunnelSession session, StreamKind kind, string host, int port)
    {
        await UntilAsync(() => session.IsUsable);
        var probe = new StreamProbe(_loops.Loops[0]);
        await AskAsync(() => probe.Stream = session.Open(new OpenRequest(kind, host, port, StreamClass.Interactive, TimeSpan.FromSeconds(5)), probe)!);
        return probe;
    }
}
