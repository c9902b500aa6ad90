using System.Text.Json;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Hosting;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.AccessLogging;
using Connectivity.SniGateway.Admin;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Listening;
using Connectivity.SniGateway.Routing;
using Connectivity.SniGateway.Upstream;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Connectivity.SniGateway;

/// <summary>The gateway between its configuration and its end: puts the parts together and tells the host how it goes.</summary>
internal sealed class GatewayAgent : Agent<GatewayOptions>
{
    // Beside connections: admin endpoint, log, pipes of the loops, health checks.
    private const int OwnDescriptors = 256;
    private const int DescriptorsPerConnection = 2;
    private const int MaxPipesPerLoop = 64;

    private Gateway? _gateway;
    private readonly CancellationTokenSource _ending = new();
    private BackendResolver? _resolver;
    private HealthChecker? _health;
    private Task _background = Task.CompletedTask;
    private TimeProvider _time = TimeProvider.System;
    private GatewayOptions? _started;

    /// <inheritdoc/>
    public override ConfigBinding<GatewayOptions> NewBinding() => GatewayOptionsBinder.NewBinding(_gateway?.Routes.Current.Options);

    /// <inheritdoc/>
    public override async Task StartAsync(GatewayOptions config, AgentContext context)
    {
        _time = context.Time;
        _started = config;
        var log = context.Loggers.CreateLogger("Connectivity.Gateway");
        var loops = new EventLoopGroup(config.EffectiveLoops, PipesPerLoop(config.EffectiveLoops), context.Time, log);
        var accessLog = new AccessLog(context.Time, e => GatewayLog.AccessLogFailed(log, e.Message));
        _gateway = new Gateway(config, loops, accessLog, MaxConnections(), context.Time);
        GatewayMetrics.Register(context.Meter, _gateway);
        _ = new RouteMetrics(context.Meter, _gateway.Routes, () => _gateway.NowMs);
        _resolver = new BackendResolver(
            _gateway.Routes, BackendResolver.SystemLookUpAsync, context.Time, context.Loggers.CreateLogger<BackendResolver>());
        _health = new HealthChecker(_gateway.Routes, HealthProbe.RunAsync, context.Time, context.Loggers.CreateLogger<HealthChecker>());
        try
        {
            accessLog.Open(config.AccessLog.Path);
            await _resolver.ResolveDueAsync(_ending.Token);
            await _gateway.StartAsync(_ending.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentStartException(e.Message, e);
        }

        _background = Task.WhenAll(_resolver.RunAsync(_ending.Token), _health.RunAsync(_ending.Token));
        // What reading 10,000 routes has left behind is more than they are; nobody waits yet.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        foreach (var listener in _gateway.Listeners)
            GatewayLog.Listening(log, listener.Name, listener.Settings.Options.Kind, listener.Socket.LocalEndpoint);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ApplyAsync(GatewayOptions config)
    {
        await _gateway!.ApplyAsync(config, _ending.Token);
        await _resolver!.ResolveDueAsync(_ending.Token);
        // In the background, and now: the tables of before are garbage of the oldest generation, which nothing else would soon look at.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        return [.. NeedsRestart(config)];
    }

    /// <inheritdoc/>
    public override IEnumerable<ReadinessCheck> Readiness() =>
        [new ReadinessCheck("listeners", _gateway?.IsListening == true ? null : "not listening")];

    /// <inheritdoc/>
    public override async Task DrainAsync(CancellationToken atOnce)
    {
        await _gateway!.StopListeningAsync(CancellationToken.None);
        await _gateway.DrainAsync(_gateway.Routes.Current.Options.Drain.Timeout, _time, atOnce);
    }

    /// <inheritdoc/>
    public override void WriteConfig(Utf8JsonWriter json, GatewayOptions config) => GatewayOptionsWriter.Write(json, config);

    /// <inheritdoc/>
    public override void MapAdmin(IEndpointRouteBuilder endpoints) => GatewayAdmin.Map(endpoints, () => _gateway!);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _background.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _health?.Dispose();
        _resolver?.Dispose();
        _gateway?.Dispose();
        _ending.Dispose();
        await base.DisposeAsync();
    }

    private IEnumerable<string> NeedsRestart(GatewayOptions config)
    {
        if (config.EffectiveLoops != _started!.EffectiveLoops)
            yield return "loops: the new value takes a restart to come into force";
        foreach (var listener in _gateway!.Listeners)
        {
            if (listener.IsSocketOutdated(config.Keepalive))
                yield return $"listeners: {listener.Name} keeps its backlog and its clients' keepalive until a restart";
        }
    }

    private static int PipesPerLoop(int loops) => (int)Math.Min(MaxPipesPerLoop, FileLimit.RaiseToHard() / 32 / (ulong)loops);

    private static int MaxConnections() =>
        (int)Math.Min(int.MaxValue, Math.Max(16, (FileLimit.RaiseToHard() - OwnDescriptors) / DescriptorsPerConnection));
}
