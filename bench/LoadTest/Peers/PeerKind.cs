using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>What can be measured.</summary>
internal enum PeerKind
{
    /// <summary>No tunnel.</summary>
    Direct,

    /// <summary>Ours, clients on a Unix socket.</summary>
    TunnelUnix,

    /// <summary>Ours, clients over mutual TLS.</summary>
    TunnelTls,

    /// <summary>Encryption and nothing else.</summary>
    TlsRelay,

    /// <summary>OpenVPN as deployed.</summary>
    OpenVpn,

    /// <summary>OpenVPN with a large MTU.</summary>
    OpenVpnLarge,

    /// <summary>No gateway.</summary>
    GatewayDirect,

    /// <summary>Ours.</summary>
    Gateway,

    /// <summary>HAProxy that splices.</summary>
    HaproxySplice,

    /// <summary>HAProxy that splices through pipes as large as ours.</summary>
    HaproxySpliceLarge,

    /// <summary>HAProxy that copies.</summary>
    HaproxyCopy,

    /// <summary>nginx's stream module.</summary>
    Nginx,

    /// <summary>Ours on a node, before our gateway.</summary>
    NodeProxy,
}

/// <summary>Makes peers.</summary>
internal static class PeerKinds
{
    /// <summary>Tunnels, direct first.</summary>
    public static IReadOnlyList<PeerKind> Tunnel { get; } =
        [PeerKind.Direct, PeerKind.TunnelUnix, PeerKind.TunnelTls, PeerKind.TlsRelay, PeerKind.OpenVpn, PeerKind.OpenVpnLarge];

    /// <summary>Gateways, direct first.</summary>
    public static IReadOnlyList<PeerKind> Gateways { get; } = [PeerKind.GatewayDirect, .. Relays];

    /// <summary>Gateways without the direct path.</summary>
    public static IReadOnlyList<PeerKind> Relays => [PeerKind.Gateway, PeerKind.HaproxySplice, PeerKind.HaproxyCopy, PeerKind.Nginx];

    /// <summary>Makes one; it is not started.</summary>
    public static Peer Make(this PeerKind kind, Bench bench, PathOptions path) => kind switch
    {
        PeerKind.Direct => new DirectPeer(bench, path),
        PeerKind.TunnelUnix => new TunnelPeer(bench, path, TunnelFrontend.UnixSocket),
        PeerKind.TunnelTls => new TunnelPeer(bench, path, TunnelFrontend.MutualTls),
        PeerKind.TlsRelay => new TlsRelayPeer(bench, path),
        PeerKind.OpenVpn => new OpenVpnPeer(bench, path, OpenVpnPeer.DefaultMtu),
        PeerKind.OpenVpnLarge => new OpenVpnPeer(bench, path, OpenVpnPeer.LargeMtu),
        PeerKind.GatewayDirect => new GatewayDirectPeer(bench),
        PeerKind.Gateway => new GatewayPeer(bench),
        PeerKind.HaproxySplice => new HaproxyPeer(bench, HaproxyRelaying.Splice),
        PeerKind.HaproxySpliceLarge => new HaproxyPeer(bench, HaproxyRelaying.SpliceLarge),
        PeerKind.HaproxyCopy => new HaproxyPeer(bench, HaproxyRelaying.Copy),
        PeerKind.Nginx => new NginxPeer(bench),
        PeerKind.NodeProxy => new NodeProxyPeer(bench),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
