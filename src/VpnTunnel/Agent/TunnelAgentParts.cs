using Connectivity.Shared.Dialing;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Agent.Servers;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Agent;

/// <summary>The parts of a running agent, put together.</summary>
internal sealed class TunnelAgentParts : IDisposable
{
    private readonly EventLoopGroup _loops;
    private readonly NameResolver _resolver;
    private readonly LinkEnvironment _environment;

    /// <summary>Makes the parts; nothing happens before <see cref="StartAsync"/>.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="tls">Our side of TLS.</param>
    /// <param name="lookUp">The system's resolver.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where all of it is told.</param>
    public TunnelAgentParts(AgentOptions options, AgentTls tls, NameLookUp lookUp, TimeProvider time, ILogger log)
    {
        _loops = new EventLoopGroup(1, maxPipesPerLoop: 0, time, log);
        var loop = _loops.Loops[0];
        _resolver = new NameResolver(options.Limits.Lookups, lookUp, time);
        Streams = new TargetStreams(loop, log, session => Links!.Find(session)?.Echoed());
        Dialer = new TargetDialer(loop, _resolver, TargetRules.Of(options), Streams);
        _environment = new LinkEnvironment
        {
            Host = new LoopHost(loop, time),
            Resolver = _resolver,
            Acceptor = Dialer,
            Tls = tls,
            Options = options,
            StartedMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Random = Random.Shared.NextDouble,
            Log = log,
        };
        Links = new ServerLinks(_environment);
    }

    /// <summary>The servers.</summary>
    public ServerLinks Links { get; }

    /// <summary>The streams that are connected.</summary>
    public TargetStreams Streams { get; }

    /// <summary>Answers new streams.</summary>
    public TargetDialer Dialer { get; }

    /// <summary>Connects to the servers.</summary>
    public Task StartAsync() => TellAsync(() => Links.Start());

    /// <summary>Puts a configuration in force.</summary>
    public Task ApplyAsync(AgentOptions options) => TellAsync(() =>
    {
        Dialer.Rules = TargetRules.Of(options);
        Links.Apply(options);
    });

    /// <summary>Refuses new streams, and tells the servers that the agent is about to end.</summary>
    public Task DrainAsync(TimeSpan time) => TellAsync(() =>
    {
        Dialer.IsDraining = true;
        Links.Drain(time);
    });

    /// <summary>Whether everything that was drained is gone.</summary>
    public Task<bool> IsDrainedAsync() => AskAsync(static (parts, _) => !parts.Links.All.Any(static l => !l.IsOver), CancellationToken.None);

    /// <summary>Resets all streams.</summary>
    public Task ResetStreamsAsync() => TellAsync(() => Links.ResetStreams());

    /// <summary>Ends all sessions.</summary>
    public Task EndAsync() => TellAsync(() => Links.End());

    /// <summary>Asks something on the loop's thread.</summary>
    public async Task<T> AskAsync<T>(Func<TunnelAgentParts, long, T> question, CancellationToken cancellation) =>
        (await _loops.AskAllAsync(loop => question(this, loop.NowMs), cancellation))[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        _loops.Dispose();
        _resolver.Dispose();
    }

    private Task TellAsync(Action action) => _loops.TellAllAsync(_ => action(), CancellationToken.None);
}
