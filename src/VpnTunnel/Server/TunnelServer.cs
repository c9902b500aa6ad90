using System.Text.Json;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Hosting;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Admin;
using Connectivity.VpnTunnel.Configuration;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Connectivity.VpnTunnel.Server;

/// <summary>The server between its configuration and its end: puts the parts together and tells the host how it goes.</summary>
internal sealed class TunnelServer : Agent<ServerOptions>
{
    // Beside clients: admin endpoint, agents' carriers, the loop's own.
    private const int OwnDescriptors = 1024;

    private readonly CancellationTokenSource _ending = new();
    private EventLoopGroup? _loops;
    private ServerTls? _tls;
    private ServerParts? _parts;
    private ServerSampler? _sampler;
    private ServerListeners? _listeners;
    private ServerOptions? _started;
    private ServerOptions? _current;
    private TimeProvider _time = TimeProvider.System;

    /// <summary>The listening sockets, once started.</summary>
    internal ServerListeners Listeners => _listeners!;

    /// <inheritdoc/>
    public override ConfigBinding<ServerOptions> NewBinding() => new(ServerOptionsBinder.Bind);

    /// <inheritdoc/>
    public override async Task StartAsync(ServerOptions config, AgentContext context)
    {
        var log = context.Loggers.CreateLogger("Connectivity.Tunnel.Server");
        (_time, _started, _current) = (context.Time, config, config);
        _loops = new EventLoopGroup(1, maxPipesPerLoop: 0, context.Time, log);
        _tls = new ServerTls(context.Time, log);
        try
        {
            (_parts, _sampler) = await MakePartsAsync(config, context.Time, log);
            _listeners = ServerListeners.Bind(config, _parts, _tls, _loops, log);
            _listeners.Apply(config, config);
            await _listeners.StartAsync(log, _ending.Token);
        }
        catch (Exception e) when (e is IOException or TlsFilesException)
        {
            throw new AgentStartException(e.Message, e);
        }

        _parts.Frontends.DialSeconds = ServerMetrics.Register(context.Meter, _parts, _listeners, _sampler);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ApplyAsync(ServerOptions config)
    {
        var warnings = _listeners!.Apply(config, _started!);
        // Its name is what agents know it by; another one takes another process.
        _current = config with { ServerId = _started!.ServerId };
        await _loops!.TellAllAsync(_ => _parts!.Apply(_current), _ending.Token);
        return [.. warnings, .. NeedsRestart(config)];
    }

    /// <inheritdoc/>
    public override IEnumerable<ReadinessCheck> Readiness()
    {
        yield return new ReadinessCheck("front ends", _listeners?.AcceptsClients == true ? null : "not listening");
        yield return new ReadinessCheck("agents", _parts?.Echo.GoodSessions > 0 ? null : "no agent is connected that bytes come back from");
    }

    /// <inheritdoc/>
    public override async Task DrainAsync(CancellationToken atOnce)
    {
        await _listeners!.StopFrontendsAsync();
        await ServerDrain.RunAsync(_parts!, _loops!, _current!.Drain.Timeout, _time, atOnce);
        await _listeners.StopCarriersAsync();
    }

    /// <inheritdoc/>
    public override void WriteConfig(Utf8JsonWriter json, ServerOptions config) => ServerOptionsWriter.Write(json, config);

    /// <inheritdoc/>
    public override void MapAdmin(IEndpointRouteBuilder endpoints) => ServerAdmin.Map(endpoints, () => _parts!, () => _loops!);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _loops?.Dispose();
        _tls?.Dispose();
        _ending.Dispose();
        await base.DisposeAsync();
    }

    private async Task<(ServerParts Parts, ServerSampler Sampler)> MakePartsAsync(ServerOptions config, TimeProvider time, ILogger log)
    {
        var made = await _loops!.AskAllAsync(
            loop =>
            {
                var parts = new ServerParts(config, loop, MaxConnections(), time, log);
                var sampler = new ServerSampler(loop, parts);
                parts.Echo.Start();
                sampler.Start();
                return (parts, sampler);
            },
            _ending.Token);
        return made[0];
    }

    private IEnumerable<string> NeedsRestart(ServerOptions config)
    {
        if (config.ServerId != _started!.ServerId)
            yield return "serverId: the new value takes a restart to come into force";
        if (config.Keepalive != _started.Keepalive || config.Resume != _started.Resume || config.Limits.Window != _started.Limits.Window
            || config.Limits.SessionMemory != _started.Limits.SessionMemory || config.Limits.MaxStreamsPerSession != _started.Limits.MaxStreamsPerSession)
            yield return "keepalive, resume, limits.window, limits.sessionMemory, limits.maxStreamsPerSession: sessions that stand keep theirs";
    }

    private static int MaxConnections()
    {
        var files = FileLimit.RaiseToHard();
        return (int)Math.Clamp(files < 2 * OwnDescriptors ? files / 2 : files - OwnDescriptors, 16, int.MaxValue);
    }
}
