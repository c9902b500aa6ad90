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
}

/// <summary>Makes peers.</summary>
internal static class PeerKinds
{
    /// <summary>Makes one; it is not started.</summary>
    public static Peer Make(this PeerKind kind, Bench bench, PathOptions path) => kind switch
    {
        PeerKind.Direct => new DirectPeer(bench, path),
        PeerKind.TunnelUnix => new TunnelPeer(bench, path, TunnelFrontend.UnixSocket),
        PeerKind.TunnelTls => new TunnelPeer(bench, path, TunnelFrontend.MutualTls),
        PeerKind.TlsRelay => new TlsRelayPeer(bench, path),
        PeerKind.OpenVpn => new OpenVpnPeer(bench, path, OpenVpnPeer.DefaultMtu),
        PeerKind.OpenVpnLarge => new OpenVpnPeer(bench, path, OpenVpnPeer.LargeMtu),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
