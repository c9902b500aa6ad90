using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>Makes connections to a target, with a real TLS handshake for a name where there is one.</summary>
internal sealed class TlsDialer(LoadPlan plan, EndPoint target) : IDisposable
{
    private readonly X509Certificate2Collection _authorities = LoadAuthorities(plan.CaFile);
    private readonly SslStreamCertificateContext? _own = LoadOwn(plan);

    /// <summary>The name of the connection with this number.</summary>
    public string NameOf(long number) => plan.Names[(int)(number % plan.Names.Count)];

    /// <summary>Connects without TLS.</summary>
    public Task<Socket> ConnectAsync(CancellationToken cancellation) => LoadAddress.ConnectAsync(target, cancellation);

    /// <summary>Connects and shakes hands.</summary>
    public async Task<SslStream> ShakeHandsAsync(string name, CancellationToken cancellation)
    {
        var stream = new SslStream(new NetworkStream(await ConnectAsync(cancellation), ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(Options(name), cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>How hands are shaken: as a client of the operator's own does, a whole handshake each time unless resumption is asked for.</summary>
    public SslClientAuthenticationOptions Options(string? name)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = name, AllowTlsResume = plan.Resume, ClientCertificateContext = _own };
        if (plan.Insecure)
            options.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        else if (_authorities.Count > 0)
            options.CertificateChainPolicy = Policy(_authorities);
        return options;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var authority in _authorities)
            authority.Dispose();
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static X509Certificate2Collection LoadAuthorities(string? file)
    {
        var authorities = new X509Certificate2Collection();
        if (file is not null)
            authorities.ImportFromPemFile(file);
        return authorities;
    }

    private static SslStreamCertificateContext? LoadOwn(LoadPlan plan) =>
        plan.CertFile is null ? null : SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(plan.CertFile, plan.KeyFile), additionalCertificates: null, offline: true);
}
