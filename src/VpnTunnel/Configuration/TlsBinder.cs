using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Binds the files of mutual TLS. All three are needed: neither side of the tunnel speaks to a peer that it cannot verify.</summary>
internal static class TlsBinder
{
    /// <summary>The key of the clients' authorities at a server.</summary>
    public const string ClientCaFile = "clientCaFile";

    /// <summary>The key of the servers' authorities at an agent.</summary>
    public const string CaFile = "caFile";

    /// <summary>Binds "tls" of a server.</summary>
    public static TlsOptions BindServer(ConfigMapping map) => Bind(map, ClientCaFile);

    /// <summary>Binds "tls" of an agent.</summary>
    public static TlsOptions BindAgent(ConfigMapping map) => Bind(map, CaFile);

    private static TlsOptions Bind(ConfigMapping map, string caKey) => new()
    {
        CertFile = map.RequiredText("certFile"),
        KeyFile = map.RequiredText("keyFile"),
        CaFile = map.RequiredText(caKey),
    };
}
