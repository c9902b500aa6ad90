using System.Security.Cryptography.X509Certificates;
using Connectivity.Landscape.State;
using Connectivity.TestKit.Tls;

namespace Connectivity.EndToEnd.Tunnel.Programs;

/// <summary>The certificates of a tunnel, in files as its programs want them.</summary>
internal sealed class TunnelPki : IDisposable
{
    /// <summary>The name in servers' certificates.</summary>
    public const string ServerName = "vpn-seed-server";

    private readonly string _directory = Directory.CreateTempSubdirectory("tunnel-pki-").FullName;

    /// <summary>Makes an authority and a certificate for each part.</summary>
    public TunnelPki()
    {
        foreach (var part in new[] { "server", "frontend", "agent" })
        {
            Trust(part, Authority);
            Put(part, Authority.Issue(part == "agent" ? AgentWish : ServerWish));
        }

        Client = Authority.Issue(ClientWish).ToX509();
    }

    /// <summary>What servers have.</summary>
    public static CertificateWish ServerWish => new() { CommonName = "server", DnsNames = [ServerName] };

    /// <summary>What agents have.</summary>
    public static CertificateWish AgentWish => new() { CommonName = "agent", Usage = CertificateWish.ClientAuth };

    /// <summary>What clients of front ends have.</summary>
    public static CertificateWish ClientWish => new() { CommonName = "kube-apiserver", Usage = CertificateWish.ClientAuth };

    /// <summary>Who issued all of them.</summary>
    public TestAuthority Authority { get; } = TestAuthority.Create();

    /// <summary>The certificate of a client of the front end.</summary>
    public X509Certificate2 Client { get; }

    /// <summary>The mapping <c>tls</c> of the carriers' listener.</summary>
    public string Carriers => Tls("server", "clientCaFile");

    /// <summary>The mapping <c>tls</c> of a front end.</summary>
    public string Frontend => Tls("frontend", "clientCaFile");

    /// <summary>The mapping <c>tls</c> of an agent.</summary>
    public string Agent => Tls("agent", "caFile");

    /// <summary>Gives a part another certificate.</summary>
    public void Put(string part, IssuedPem pem)
    {
        AtomicFile.Write(PathOf(part, "key"), pem.Key);
        AtomicFile.Write(PathOf(part, "crt"), pem.Certificate);
    }

    /// <summary>Gives a part other authorities to trust.</summary>
    public void Trust(string part, params TestAuthority[] authorities) =>
        AtomicFile.Write(PathOf(part, "ca"), string.Concat(authorities.Select(static a => a.Pem)));

    public void Dispose()
    {
        Client.Dispose();
        Authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string Tls(string part, string authorities) =>
        $$"""{ certFile: {{PathOf(part, "crt")}}, keyFile: {{PathOf(part, "key")}}, {{authorities}}: {{PathOf(part, "ca")}} }""";

    private string PathOf(string part, string kind) => Path.Combine(_directory, $"{part}.{kind}");
}
