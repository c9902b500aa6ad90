using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Tls;
using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

/// <summary>Certificates of a server and an agent of one authority, in files of their own.</summary>
internal sealed class TestPki : IDisposable
{
    public const string ServerName = "vpn-seed-server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tunnel-pki-");
    private readonly TestAuthority _authority = TestAuthority.Create();

    public TestPki()
    {
        Server = _authority.Issue(new CertificateWish { CommonName = ServerName, DnsNames = [ServerName] });
        Write("server", Server);
        Write("agent", _authority.Issue(new CertificateWish { CommonName = "agent", Usage = CertificateWish.ClientAuth }));
        File.WriteAllText(PathOf("ca.crt"), _authority.Pem);
    }

    /// <summary>The server's certificate with its key.</summary>
    public IssuedPem Server { get; }

    public TlsOptions AgentTls => new() { CertFile = PathOf("agent.crt"), KeyFile = PathOf("agent.key"), CaFile = PathOf("ca.crt") };

    public TlsFiles AgentFiles => new(PathOf("agent.crt"), PathOf("agent.key"), PathOf("ca.crt"));

    public TlsFiles ServerFiles => new(PathOf("server.crt"), PathOf("server.key"), PathOf("ca.crt"));

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, IssuedPem issued)
    {
        File.WriteAllText(PathOf($"{name}.crt"), issued.Certificate);
        File.WriteAllText(PathOf($"{name}.key"), issued.Key);
    }
}
