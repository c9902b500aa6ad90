using Connectivity.Shared.Hosting;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Agent;

/// <summary>Our side of TLS towards servers: the files in force, and others when the configuration names others.</summary>
internal sealed class AgentTls : IDisposable
{
    /// <summary>The application protocol of carriers (protocol, section 1).</summary>
    public const string Alpn = "connectivity-tunnel/1";

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private volatile TlsContextSource _source;
    private TlsOptions _options;

    /// <summary>Loads the files.</summary>
    /// <exception cref="AgentStartException">They cannot be used.</exception>
    public AgentTls(TlsOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        try
        {
            _source = Load(options);
        }
        catch (TlsFilesException e)
        {
            throw new AgentStartException($"tls: {e.Message}", e);
        }
    }

    /// <summary>The context for the next carrier; for any thread.</summary>
    public TlsContext Current => _source.Current;

    /// <summary>Puts other files in force.</summary>
    /// <returns>Why they are not; null when they are.</returns>
    public string? Apply(TlsOptions options)
    {
        if (options == _options)
            return null;
        try
        {
            var old = _source;
            _source = Load(options);
            _options = options;
            old.Dispose();
            return null;
        }
        catch (TlsFilesException e)
        {
            return $"tls: {e.Message}; the files before stay in force";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private TlsContextSource Load(TlsOptions options) => new(
        new TlsContextOptions(TlsRole.Client, new TlsFiles(options.CertFile, options.KeyFile, options.CaFile), [Alpn], Tls12Allowed: false), _time, _log);
}
