using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Configuration;
using Microsoft.Extensions.Logging;

namespace Connectivity.VpnTunnel.Server;

/// <summary>
/// The certificates of the server's listeners, each set of files watched once. What was loaded is kept until the end: connections that are shaking
/// hands may still hold it, and a configuration may come back to it.
/// </summary>
internal sealed class ServerTls(TimeProvider time, ILogger log) : IDisposable
{
    private const string CarrierProtocol = "connectivity-tunnel/1";

    private readonly Dictionary<(TlsOptions Files, bool IsCarrier), TlsContextSource> _sources = [];

    /// <summary>For agents: our own protocol, and TLS 1.3 alone.</summary>
    /// <exception cref="TlsFilesException">The files cannot be used.</exception>
    public TlsContextSource ForCarriers(TlsOptions files) => Get(files, isCarrier: true);

    /// <summary>For clients: kube-apiserver names no protocol, and older ones speak TLS 1.2.</summary>
    /// <exception cref="TlsFilesException">The files cannot be used.</exception>
    public TlsContextSource ForClients(TlsOptions files) => Get(files, isCarrier: false);

    /// <summary>Looks at all files at once.</summary>
    public void Renew()
    {
        foreach (var source in _sources.Values)
            source.Renew();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in _sources.Values)
            source.Dispose();
    }

    private TlsContextSource Get(TlsOptions files, bool isCarrier)
    {
        if (_sources.TryGetValue((files, isCarrier), out var source))
            return source;
        var paths = new TlsFiles(files.CertFile, files.KeyFile, files.CaFile);
        var options = new TlsContextOptions(TlsRole.Server, paths, isCarrier ? [CarrierProtocol] : [], Tls12Allowed: !isCarrier);
        return _sources[(files, isCarrier)] = new TlsContextSource(options, time, log);
    }
}
