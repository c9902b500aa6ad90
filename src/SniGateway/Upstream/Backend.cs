using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Upstream;

/// <summary>
/// What is known of one backend of one route: the addresses it stands for and how they fare. It is carried over a reload as long as
/// the route still names the same host and port; weight and zone are not part of it.
/// </summary>
internal sealed class Backend
{
    /// <summary>Most addresses of one name that are used, whatever its DNS server answers: a pick looks at each.</summary>
    public const int MaxEndpoints = 64;

    private volatile BackendEndpoint[] _endpoints = [];
    private volatile OutlierEjectionOptions _outlierEjection;
    private long _connectFailures;

    /// <summary>Makes a backend. An IP address has its endpoint at once, a name only after <see cref="Update"/>.</summary>
    public Backend(HostEndpoint address, OutlierEjectionOptions outlierEjection)
    {
        Host = address.Host;
        Port = address.Port;
        Name = address.ToString();
        _outlierEjection = outlierEjection;
        if (address.Literal is { } literal)
            _endpoints = [new BackendEndpoint(this, literal)];
        else
            Resolution = new NameResolution();
    }

    /// <summary>The IP address or DNS name.</summary>
    public string Host { get; }

    /// <summary>The TCP port.</summary>
    public ushort Port { get; }

    /// <summary>Host and port: its name in logs and metrics, and what its state is carried over by.</summary>
    public string Name { get; }

    /// <summary>How the resolution of the name stands; null for an IP address.</summary>
    public NameResolution? Resolution { get; }

    /// <summary>The addresses it stands for now. Empty for a name that has not been resolved yet.</summary>
    public IReadOnlyList<BackendEndpoint> Endpoints => _endpoints;

    /// <summary>The same without an enumerator, for the hot path.</summary>
    public BackendEndpoint[] EndpointArray => _endpoints;

    /// <summary>Attempts to connect that failed, ever.</summary>
    public long ConnectFailures => Interlocked.Read(ref _connectFailures);

    /// <summary>When failing endpoints are taken out; replaced on reload.</summary>
    public OutlierEjectionOptions OutlierEjection
    {
        get => _outlierEjection;
        set => _outlierEjection = value;
    }

    /// <summary>Counts a failed attempt to connect.</summary>
    public void CountConnectFailure() => Interlocked.Increment(ref _connectFailures);

    /// <summary>
    /// Takes over the addresses a name resolves to. Addresses known before keep their state, and their order says nothing: many DNS
    /// servers turn it with each answer.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public bool Update(ReadOnlySpan<IPAddress> addresses)
    {
        var known = _endpoints;
        var next = new List<BackendEndpoint>(addresses.Length);
        foreach (var address in addresses)
        {
            var endpoint = SocketEndpoint.From(address, Port);
            if (next.TrueForAll(e => e.Address != endpoint))
                next.Add(Array.Find(known, e => e.Address == endpoint) ?? new BackendEndpoint(this, endpoint));
        }

        next.Sort(static (a, b) => a.Hash.CompareTo(b.Hash));
        if (next.Count > MaxEndpoints)
            next.RemoveRange(MaxEndpoints, next.Count - MaxEndpoints);
        if (next.SequenceEqual(known))
            return false;
        _endpoints = [.. next];
        return true;
    }
}
