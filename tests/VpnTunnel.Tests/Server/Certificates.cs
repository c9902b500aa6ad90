using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Connectivity.TestKit.Tls;
using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Tests.Server;

/// <summary>An authority with the files of servers and clients, in a folder of their own.</summary>
internal sealed class Certificates : IDisposable
{
    public const string ServerName = "vpn-seed-server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("certificates-");
    private readonly TestAuthority _authority = TestAuthority.Create();

    public string Folder => _folder.FullName;

    public TlsOptions Server() => Write("server", new CertificateWish { CommonName = "server", DnsNames = [ServerName] });

    public TlsOptions Client(string name) => Write(name, new CertificateWish { CommonName = name, Usage = CertificateWish.ClientAuth });

    /// <summary>A client's side of TLS, as kube-apiserver has it: no application protocol.</summary>
    public async Task<SslStream> ConnectAsync(EndPoint to, string? name, CancellationToken patience)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(to, patience);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var certificate = name is null ? null : _authority.Issue(new CertificateWish { CommonName = name, Usage = CertificateWish.ClientAuth }).ToX509();
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = ServerName,
                ClientCertificates = certificate is null ? null : [certificate],
                CertificateChainPolicy = new()
                {
                    TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { _authority.Certificate },
                    RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
                },
            },
            patience);
        return tls;
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private TlsOptions Write(string name, CertificateWish wish)
    {
        var issued = _authority.Issue(wish);
        return new TlsOptions
        {
            CertFile = WriteFile($"{name}.crt", issued.Certificate),
            KeyFile = WriteFile($"{name}.key", issued.Key),
            CaFile = WriteFile("ca.crt", _authority.Pem),
        };
    }

    private string WriteFile(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
