namespace Connectivity.VpnTunnel.Configuration;

/// <summary>The files of one end of mutual TLS. They are read again when they change; none of their content is in the configuration.</summary>
internal sealed record TlsOptions
{
    /// <summary>Our certificate and those that lead from it to the peer's trust, PEM.</summary>
    public required string CertFile { get; init; }

    /// <summary>The key of our certificate, PEM, unencrypted.</summary>
    public required string KeyFile { get; init; }

    /// <summary>The authorities of which one must have issued the peer's certificate, PEM: clientCaFile of a server, caFile of an agent.</summary>
    public required string CaFile { get; init; }
}
