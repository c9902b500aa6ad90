using Connectivity.ApiserverProxy.Configuration;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Dialing;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>
/// The gateway's addresses. They are looked up beside the connections, now and then, and at once after one has reached none of them: no connection
/// waits for a name server but the first ones of a proxy that has not had an answer yet. The proxy must not need a name server that is reached
/// through it, so the last good addresses stay when a look-up fails. For any thread.
/// </summary>
internal sealed class GatewayAddresses : IDisposable
{
    /// <summary>Most addresses that are tried.</summary>
    public const int Max = 16;

    private const long PreferenceMs = 30_000;

    private readonly NameResolver _resolver;
    private readonly TimeProvider _time;
    private readonly Rounds _rounds;
    private readonly Lock _lock = new();
    private volatile Known _known;
    private volatile Preference? _preference;
    private volatile string? _problem;

    /// <summary>Makes the addresses of a configuration; only literal ones are known at first.</summary>
    public GatewayAddresses(GatewayOptions options, NameResolver resolver, TimeProvider time)
    {
        (_resolver, _time, _rounds) = (resolver, time, new Rounds(time));
        _known = Known.Of(options, resolver);
    }

    /// <summary>Why the last look-up failed; null when it did not.</summary>
    public string? Problem => _problem;

    /// <summary>All addresses in the order in which they are to be tried; empty before the first answer.</summary>
    public SocketEndpoint[] Current
    {
        get
        {
            var addresses = _known.Addresses;
            if (_preference is not { } preference || preference.UntilMs < NowMs || !addresses.Contains(preference.Address))
                return addresses;
            return [preference.Address, .. addresses.Where(a => a != preference.Address)];
        }
    }

    private long NowMs => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Puts another configuration in force. What is known of a name that stays is kept.</summary>
    public void Apply(GatewayOptions options)
    {
        lock (_lock)
        {
            if (_known.Options.Hosts.SequenceEqual(options.Hosts))
                _known = _known with { Options = options };
            else
                _known = Known.Of(options, _resolver, _known);
        }

        Refresh();
    }

    /// <summary>Asks for a look-up now.</summary>
    public void Refresh() => _rounds.BringForward();

    /// <summary>An address has proved to be good though others came before it: it comes first for a while.</summary>
    public void Prefer(in SocketEndpoint address)
    {
        var first = _known.Addresses is [var head, ..] ? head : default;
        // Not prolonged: what comes first in the configuration is tried again now and then.
        var isPreferred = _preference is { } preference && preference.Address == address && preference.UntilMs >= NowMs;
        if (first != address && !isPreferred)
            _preference = new Preference(address, NowMs + PreferenceMs);
    }

    /// <summary>An address has failed: it is not preferred any more.</summary>
    public void Failed(in SocketEndpoint address)
    {
        if (_preference?.Address == address)
            _preference = null;
    }

    /// <summary>Looks all names up. Never throws.</summary>
    /// <returns>The addresses.</returns>
    public async Task<SocketEndpoint[]> ResolveAsync()
    {
        var known = _known;
        var found = await Task.WhenAll(known.Hops.Select(h => h.Addresses.FindAsync(h.Host, known.Options.LookupTimeout)));
        SocketEndpoint[] addresses = [.. found.SelectMany(static f => f.Addresses).Distinct().Take(Max)];
        var failures = known.Hops.Zip(found).Where(static f => f.Second.Failure is not null).Select(static f => $"{f.First.Host.Host}: {f.Second.Failure!.Problem}");
        lock (_lock)
        {
            // Another configuration came meanwhile: its own look-up is on the way.
            if (!ReferenceEquals(_known.Hops, known.Hops))
                return addresses;
            _problem = string.Join("; ", failures) is { Length: > 0 } problem ? problem : null;
            if (addresses.Length > 0)
                _known = _known with { Addresses = addresses };
        }

        return addresses;
    }

    /// <summary>Looks the names up until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            while (true)
            {
                await ResolveAsync();
                await _rounds.WaitAsync(_known.Options.LookupInterval, ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The proxy ends.
        }
    }

    public void Dispose() => _rounds.Dispose();

    private sealed record Preference(SocketEndpoint Address, long UntilMs);

    private sealed record Hop(HostEndpoint Host, HopAddresses Addresses);

    private sealed record Known(GatewayOptions Options, Hop[] Hops, SocketEndpoint[] Addresses)
    {
        public static Known Of(GatewayOptions options, NameResolver resolver, Known? former = null)
        {
            Hop[] hops = [.. options.Hosts.Select(h => Find(h))];
            // Addresses of the former ones would lead to another gateway.
            return new Known(options, hops, [.. options.Hosts.Where(static h => h.Literal is not null).Select(static h => h.Literal!.Value)]);

            Hop Find(HostEndpoint host) => new(host, former?.Hops.FirstOrDefault(f => f.Host.Host == host.Host)?.Addresses ?? new HopAddresses(resolver));
        }
    }
}
