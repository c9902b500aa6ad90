using System.Text.Json;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.Hosting;
using Connectivity.VpnTunnel.Configuration;
using Microsoft.AspNetCore.Routing;

namespace Connectivity.VpnTunnel.Agent;

/// <summary>The agent between its configuration and its end: puts the parts together and tells the host how it goes.</summary>
/// <param name="lookUp">The resolver; null for the system's.</param>
internal sealed class TunnelAgent(NameLookUp? lookUp = null) : Agent<AgentOptions>
{
    private static readonly TimeSpan DrainTick = TimeSpan.FromMilliseconds(50);

    // What resets and the last frames may take to get out, beyond the time that streams have.
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(1);

    private TimeProvider _time = TimeProvider.System;
    private AgentTls? _tls;
    private TunnelAgentParts? _parts;
    private AgentOptions? _started;
    private AgentOptions? _current;

    /// <inheritdoc/>
    public override ConfigBinding<AgentOptions> NewBinding() => new(AgentOptionsBinder.Bind);

    /// <inheritdoc/>
    public override async Task StartAsync(AgentOptions config, AgentContext context)
    {
        var log = context.Loggers.CreateLogger("Connectivity.Tunnel.Agent");
        (_time, _started, _current) = (context.Time, config, config);
        _tls = new AgentTls(config.Tls, context.Time, log);
        _parts = new TunnelAgentParts(config, _tls, lookUp ?? NameResolver.SystemLookUpAsync, context.Time, log);
        AgentMetrics.Register(context.Meter, _parts, context.Time);
        await _parts.StartAsync();
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ApplyAsync(AgentOptions config)
    {
        var tlsProblem = _tls!.Apply(config.Tls);
        _current = config with { AgentId = _started!.AgentId, Zone = _started.Zone };
        await _parts!.ApplyAsync(_current);
        var warnings = NeedsRestart(config);
        return tlsProblem is null ? [.. warnings] : [tlsProblem, .. warnings];
    }

    /// <inheritdoc/>
    public override IEnumerable<ReadinessCheck> Readiness()
    {
        var nowMs = (long)_time.GetElapsedTime(0).TotalMilliseconds;
        return _parts?.Links.Published.Select(link => new ReadinessCheck($"server {link.Name}", link.Problem(nowMs))) ?? [];
    }

    /// <inheritdoc/>
    public override async Task DrainAsync(CancellationToken atOnce)
    {
        var timeout = _current!.Drain.Timeout;
        var start = _time.GetTimestamp();
        await _parts!.DrainAsync(timeout);
        while (!atOnce.IsCancellationRequested && _time.GetElapsedTime(start) < timeout + DrainGrace && !await _parts.IsDrainedAsync())
            await Task.Delay(DrainTick, _time, atOnce).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _parts.ResetStreamsAsync();
        // The resets go out at the end of that turn of the loop; the next one ends what they went over.
        await _parts.EndAsync();
    }

    /// <inheritdoc/>
    public override void WriteConfig(Utf8JsonWriter json, AgentOptions config) => AgentOptionsWriter.Write(json, config);

    /// <inheritdoc/>
    public override void MapAdmin(IEndpointRouteBuilder endpoints) => AgentAdmin.Map(endpoints, () => _parts!);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _parts?.Dispose();
        _tls?.Dispose();
        await base.DisposeAsync();
    }

    private IEnumerable<string> NeedsRestart(AgentOptions config)
    {
        if (config.AgentId != _started!.AgentId)
            yield return "agentId: the new value takes a restart to come into force";
        if (config.Zone != _started.Zone)
            yield return "zone: the new value takes a restart to come into force";
        if (config.Limits.Lookups != _started.Limits.Lookups)
            yield return "limits.lookups: the new value takes a restart to come into force";
        if (config.Keepalive != _started.Keepalive || config.Limits.Window != _started.Limits.Window || config.Limits.SessionMemory != _started.Limits.SessionMemory)
            yield return "keepalive, limits.window, limits.sessionMemory: sessions that stand keep theirs";
    }
}
