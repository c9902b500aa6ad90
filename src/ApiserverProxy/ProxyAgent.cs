using System.Text.Json;
using Connectivity.ApiserverProxy.Admin;
using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.ApiserverProxy.Interfaces;
using Connectivity.ApiserverProxy.Readiness;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.Hosting;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Connectivity.ApiserverProxy;

/// <summary>The proxy between its configuration and its end: puts the parts together and tells the host how it goes.</summary>
/// <param name="lookUp">The resolver; null for the system's.</param>
internal sealed class ProxyAgent(NameLookUp? lookUp = null) : Agent<ProxyOptions>
{
    // A node's own traffic to its kube-apiserver: two cores are plenty.
    private const int MaxLoops = 2;
    private const int MaxPipesPerLoop = 16;
    private const int OwnDescriptors = 128;
    private const int DescriptorsPerConnection = 2;

    private readonly CancellationTokenSource _ending = new();
    private TimeProvider _time = TimeProvider.System;
    private ILogger? _log;
    private ProxyOptions? _started;
    private volatile ProxyOptions? _current;
    private AddressClaim? _claim;
    private AddressKeeper? _keeper;
    private NameResolver? _resolver;
    private Forwarder? _forwarder;
    private GatewayReadiness? _readiness;
    private Task _background = Task.CompletedTask;

    /// <summary>The addresses that are listened on.</summary>
    public IReadOnlyList<ProxyListener> Listeners => _forwarder?.Listeners ?? [];

    /// <summary>Claims the addresses and ends: for a container that runs before the proxy's.</summary>
    /// <exception cref="AgentStartException">They cannot be claimed.</exception>
    public static Task ClaimAsync(ProxyOptions config, AgentContext context)
    {
        if (config.Interface.Manage)
            Claim(ClaimOf(config), context.Loggers.CreateLogger("Connectivity.ApiserverProxy"));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ConfigBinding<ProxyOptions> NewBinding() => new(ProxyOptionsBinder.Bind);

    /// <inheritdoc/>
    public override async Task StartAsync(ProxyOptions config, AgentContext context)
    {
        (_time, _started, _current) = (context.Time, config, config);
        _log = context.Loggers.CreateLogger("Connectivity.ApiserverProxy");
        if (config.Interface.Manage)
        {
            _claim = ClaimOf(config);
            Claim(_claim, _log);
            _keeper = new AddressKeeper(_claim, context.Time, _log);
        }

        var loops = new EventLoopGroup(Math.Min(MaxLoops, Environment.ProcessorCount), MaxPipesPerLoop, context.Time, _log);
        _resolver = new NameResolver(GatewayOptions.MaxAddresses, lookUp ?? NameResolver.SystemLookUpAsync, context.Time);
        _forwarder = new Forwarder(config, loops, new GatewayAddresses(config.Gateway, _resolver, context.Time), MaxConnections(), _log);
        _readiness = new GatewayReadiness(_forwarder, context.Time, _log);
        ProxyMetrics.Register(context.Meter, _forwarder, _readiness, _keeper);
        try
        {
            await _forwarder.StartAsync(config, _ending.Token);
        }
        catch (IOException e)
        {
            throw new AgentStartException(e.Message, e);
        }

        foreach (var listener in _forwarder.Listeners)
            ProxyLog.Listening(_log, listener.Socket.LocalEndpoint, string.Join(", ", config.Gateway.Hosts), config.Gateway.Mode);
        // Before it can be ready: who is told so finds it as small as it stays.
        GiveBackMemory();
        _background = RunAsync(loops);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ApplyAsync(ProxyOptions config)
    {
        _current = config;
        await _forwarder!.ApplyAsync(config);
        return [.. NeedsRestart(config)];
    }

    /// <inheritdoc/>
    public override IEnumerable<ReadinessCheck> Readiness() =>
    [
        new ReadinessCheck("listen", _forwarder?.IsListening == true ? null : "not listening"),
        new ReadinessCheck("interface", _keeper?.Problem),
        new ReadinessCheck("kube-apiserver", _readiness is null ? "not tried yet" : _readiness.Problem),
    ];

    /// <inheritdoc/>
    public override async Task DrainAsync(CancellationToken atOnce)
    {
        await _forwarder!.StopListeningAsync(CancellationToken.None);
        await _forwarder.DrainAsync(_current!.Drain.Timeout, _time, atOnce);
    }

    /// <inheritdoc/>
    public override void WriteConfig(Utf8JsonWriter json, ProxyOptions config) => ProxyOptionsWriter.Write(json, config);

    /// <inheritdoc/>
    public override void MapAdmin(IEndpointRouteBuilder endpoints) => ProxyAdmin.Map(endpoints, () => _forwarder!);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _background.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _forwarder?.Dispose();
        _keeper?.Dispose();
        _resolver?.Dispose();
        _ending.Dispose();
        // Last: what is still being said to clients needs the address. Who could not listen leaves it: it may be in another proxy's use.
        if (_claim is not null && Listeners.Count > 0 && _current!.Interface is { Keep: false })
            Release(_claim);
        await base.DisposeAsync();
    }

    private Task RunAsync(EventLoopGroup loops) => Task.WhenAll(
        _forwarder!.Addresses.RunAsync(_ending.Token),
        _readiness!.RunAsync(() => _current!, _ending.Token),
        _keeper?.RunAsync(loops.Loops[0], () => _current!.Interface, _ending.Token) ?? Task.CompletedTask);

    /// <summary>
    /// What starting has left behind is half of the heap, and would stay for hours: nothing here allocates enough for a collection of it all.
    /// </summary>
    private static void GiveBackMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // After that the young generation may grow to megabytes before it is collected; after a collection of its own, to what is configured.
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
    }

    private IEnumerable<string> NeedsRestart(ProxyOptions config)
    {
        if (!config.Listen.Equals(_started!.Listen))
            yield return "listen: the new value takes a restart to come into force";
        if (config.Interface.Name != _started.Interface.Name || config.Interface.Manage != _started.Interface.Manage)
            yield return "interface: the new name, or whether it is managed, takes a restart to come into force";
    }

    private void Release(AddressClaim claim)
    {
        try
        {
            claim.Release();
        }
        catch (AddressClaimException e)
        {
            InterfaceLog.CannotRelease(_log!, e.Message);
        }
    }

    private static AddressClaim ClaimOf(ProxyOptions config) =>
        new(config.Interface.Name, [.. config.Listen.Select(static l => l.ToIPAddress()).Distinct()]);

    private static void Claim(AddressClaim claim, ILogger log)
    {
        try
        {
            var done = claim.Ensure();
            InterfaceLog.Claimed(log, done.Count == 0 ? "all was in its place" : string.Join(", ", done));
        }
        catch (AddressClaimException e)
        {
            throw new AgentStartException($"interface: {e.Message}", e);
        }
    }

    private static int MaxConnections() =>
        (int)Math.Min(int.MaxValue, Math.Max(16, (FileLimit.RaiseToHard() - OwnDescriptors) / DescriptorsPerConnection));
}
