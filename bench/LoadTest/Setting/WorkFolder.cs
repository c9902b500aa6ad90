using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Tls;

namespace Connectivity.LoadTest.Setting;

/// <summary>The files of a run: certificates of one authority, configurations, sockets. Gone with it.</summary>
internal sealed class WorkFolder : IDisposable
{
    /// <summary>The name in every server's certificate.</summary>
    public const string ServerName = "tunnel.example";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loadtest-");

    /// <summary>Makes one, with certificates (P-256, as deployed).</summary>
    public WorkFolder()
    {
        using var authority = TestAuthority.Create("load test");
        Server = Issue(authority, "server", new CertificateWish { CommonName = ServerName, DnsNames = [ServerName] });
        Client = Issue(authority, "client", new CertificateWish { CommonName = "client", Usage = CertificateWish.ClientAuth });
    }

    /// <summary>A server's certificate, key and authority.</summary>
    public TlsFiles Server { get; }

    /// <summary>A client's.</summary>
    public TlsFiles Client { get; }

    /// <summary>The path of a file in it.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file as a whole, in the place of the one with its name; gives its path.</summary>
    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf($"{name}.new"), content);
        File.Move(PathOf($"{name}.new"), PathOf(name), overwrite: true);
        return PathOf(name);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private TlsFiles Issue(TestAuthority authority, string name, CertificateWish wish)
    {
        var issued = authority.Issue(wish);
        return new TlsFiles(Write($"{name}.crt", issued.Certificate), Write($"{name}.key", issued.Key), Write("ca.crt", authority.Pem));
    }
}
