using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.HttpConnect;

namespace Connectivity.ApiserverProxy.Configuration;

/// <summary>How the gateway is told which control plane is meant.</summary>
internal enum GatewayMode : byte
{
    /// <summary>By an HTTP CONNECT request with header fields.</summary>
    Connect,

    /// <summary>By a PROXY header of version 2 with the original destination.</summary>
    ProxyDestination,
}

/// <summary>A gateway.</summary>
/// <param name="Host">Its host and port.</param>
/// <param name="Zone">The zone it runs in; null: in none.</param>
internal sealed record GatewayHost(HostEndpoint Host, string? Zone = null);

/// <summary>Where connections are carried to.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Most places that may be named.</summary>
    public const int MaxAddresses = 8;

    /// <summary>
    /// Hosts and ports, in the order of preference, those of this node's zone before all others; all addresses of all names may be used.
    /// </summary>
    public required ValueList<GatewayHost> Addresses { get; init; }

    /// <summary>The zone of this node, whose gateways are preferred. Null: zones are not looked at.</summary>
    public string? Zone { get; init; }

    /// <summary>The hosts in the order in which they are tried.</summary>
    public IEnumerable<HostEndpoint> Hosts =>
        Addresses.OrderBy(a => Zone is null || !string.Equals(a.Zone, Zone, StringComparison.Ordinal)).Select(static a => a.Host);

    /// <summary>How the control plane is named.</summary>
    public GatewayMode Mode { get; init; }

    /// <summary>Header fields of the CONNECT request.</summary>
    public ValueList<ConnectHeader> ConnectHeaders { get; init; } = [];

    /// <summary>The target of the CONNECT request, which gateways that go by a header do not look at. Default kubernetes.default.svc:443.</summary>
    public string Target { get; init; } = DefaultTarget;

    /// <summary>The destination in the PROXY header. Default: the address that the client connected to.</summary>
    public SocketEndpoint Destination { get; init; }

    /// <summary>
    /// Time to reach any address of the gateway. Default 5 s. Another address is tried beside a silent one after 250 ms, and a connection that
    /// stands keeps its address in front for half a minute.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for the answer to CONNECT, after which another address is asked. Default 5 s: the gateway connects to kube-apiserver meanwhile.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gateways asked for one connection, 1 to 8. Default 3. Clients that wait for ever.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Time that a look-up may take. Default 3 s. When it fails, the last good addresses are taken.</summary>
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time from one look-up to the next; a connection that reaches no address brings it forward. Default 10 s.</summary>
    public TimeSpan LookupInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Connections to kube-apiserver that are made before clients come, 0 to 64. Default 0. Each saves its client the round trips of connecting, and is one
    /// connection more at gateway and kube-apiserver, made anew every 20 s while nobody takes it. With mode Connect only: a PROXY header names the client.
    /// </summary>
    public int WarmConnections { get; init; }

    /// <summary>Most connections that are made before clients come.</summary>
    public const int MaxWarmConnections = 64;

    /// <summary>The target without a key.</summary>
    public const string DefaultTarget = "kubernetes.default.svc:443";
}
