using System.Security.Cryptography;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.TlsEndpoints;

public sealed class TlsContextTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly TlsFiles _good;

    public TlsContextTests() => _good = _tls.Files(TlsRole.Server);

    public void Dispose() => _tls.Dispose();

    [Fact]
    public void Knows_the_end_of_its_certificate()
    {
        var end = new DateTimeOffset(2031, 5, 4, 3, 2, 1, TimeSpan.Zero);
        var files = _tls.Files(TlsRole.Server, _tls.Authority.Issue(_tls.ServerWish with { NotAfter = end }), _tls.Authority.Pem);
        Assert.Equal(end, _tls.Context(TlsRole.Server, files).CertificateNotAfter);
    }

    [Fact]
    public void Names_a_file_that_is_not_there() =>
        Fails(_good with { CaFile = _tls.Path("nowhere/ca.crt") }, _tls.Path("nowhere/ca.crt"), "no such file");

    [Fact]
    public void Names_a_file_that_cannot_be_read() =>
        Fails(_good with { CertFile = _tls.Path(".") }, _tls.Path("."), "cannot be read: ");

    [Fact]
    public void Names_a_file_that_is_too_large() =>
        Fails(_good with { CaFile = _tls.Write("large", new string('#', TlsFiles.MaxLength + 1)) }, _tls.Path("large"), "is longer than 1048576 bytes");

    [Theory]
    [InlineData("")]
    [InlineData("not PEM at all")]
    public void Names_a_file_of_anchors_or_certificates_without_any(string text)
    {
        Fails(_good with { CaFile = _tls.Write("empty", text) }, _tls.Path("empty"), "holds no certificate");
        Fails(_good with { CertFile = _tls.Write("empty", text) }, _tls.Path("empty"), "holds no certificate");
        Fails(_good with { KeyFile = _tls.Write("empty", text) }, _tls.Path("empty"), "holds no private key");
    }

    [Fact]
    public void Names_a_broken_certificate_behind_a_good_one() => Fails(
        _good with { CaFile = _tls.Write("half", _tls.Authority.Pem + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") },
        _tls.Path("half"),
        "certificate 2 cannot be read: ");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Names_a_key_that_belongs_to_another_certificate(bool rsa)
    {
        var other = _tls.Authority.Issue(_tls.ServerWish with { Rsa = rsa });
        Fails(_good with { KeyFile = _tls.Write("other.key", other.Key) }, _tls.Path("other.key"), $"is not the key of the certificate in {_good.CertFile}");
    }

    [Fact]
    public void Names_an_encrypted_key_instead_of_asking_at_the_terminal()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        Fails(_good with { KeyFile = _tls.Write("locked.key", pem) }, _tls.Path("locked.key"), "the private key is encrypted");
    }

    [Fact]
    public void Takes_certificate_and_key_out_of_one_file()
    {
        var issued = _tls.Authority.Issue(_tls.ServerWish);
        var both = _tls.Write("both.pem", issued.Key + issued.Certificate);
        var (client, server) = _tls.Ends(server: _good with { CertFile = both, KeyFile = both });
        TlsEnd.Shake(client, server);
    }

    [Fact]
    public void Takes_several_anchors_and_the_same_one_twice()
    {
        using var other = TestAuthority.Create("another");
        var (client, server) = _tls.Ends(server: _good with { CaFile = _tls.Write("bundle", other.Pem + _tls.Authority.Pem + _tls.Authority.Pem) });
        TlsEnd.Shake(client, server);
    }

    [Theory]
    [InlineData(TlsRole.Client, null)]
    [InlineData(TlsRole.Client, "")]
    [InlineData(TlsRole.Client, ".")]
    [InlineData(TlsRole.Client, "a\0b")]
    [InlineData(TlsRole.Client, "bücher.example")]
    [InlineData(TlsRole.Server, "server.example")]
    public void A_connection_wants_the_name_of_a_server_or_none(TlsRole role, string? name)
    {
        var context = _tls.Context(role);
        Assert.Throws<ArgumentException>(() => new TlsConnection(context, 0, name));
    }

    private static void Fails(TlsFiles files, string file, string problem)
    {
        var failed = Assert.Throws<TlsFilesException>(() => TlsContext.Load(TlsRole.Server, files, [], tls12Allowed: false));
        Assert.Equal(file, failed.File);
        Assert.StartsWith(problem, failed.Problem, StringComparison.Ordinal);
        Assert.StartsWith($"{file}: {problem}", failed.Message, StringComparison.Ordinal);
    }
}
