using System.Net;
using System.Security.Cryptography.X509Certificates;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Shoots;
using Xunit;

namespace Connectivity.Landscape.Tests.Pki;

public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly CertificateAuthority _authority = new("one", TimeProvider.System);

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void A_server_certificate_holds_for_its_names_and_addresses_only()
    {
        using var server = _authority.IssueServer("server", ["api.example.test"], [IPAddress.Loopback]).ToCertificate();
        Assert.True(server.MatchesHostname("api.example.test"));
        Assert.True(server.MatchesHostname("127.0.0.1"));
        Assert.False(server.MatchesHostname("server"));
    }

    [Fact]
    public void What_one_authority_has_issued_another_does_not_vouch_for()
    {
        using var other = new CertificateAuthority("one", TimeProvider.System);
        using var client = _authority.IssueClient("admin", "system:masters").ToCertificate();
        Assert.True(IsVouchedFor(client, _authority));
        Assert.False(IsVouchedFor(client, other));
    }

    [Fact]
    public void The_organization_of_a_client_is_its_group()
    {
        using var client = _authority.IssueClient("admin", "system:masters").ToCertificate();
        Assert.Equal("O=system:masters, CN=admin", client.Subject);
    }

    [Fact]
    public void Files_are_readable_by_their_owner_only()
    {
        using var directory = new TemporaryDirectory();
        var files = _authority.IssueClient("admin").WriteTo(directory.Path, "admin");
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.All([files.Certificate, files.Key], file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }

    private static bool IsVouchedFor(X509Certificate2 certificate, CertificateAuthority authority)
    {
        using var root = X509Certificate2.CreateFromPem(authority.CertificatePem);
        using var chain = new X509Chain { ChainPolicy = ApiserverClient.TrustOnly(root) };
        return chain.Build(certificate);
    }
}
