using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Tracing;
using Xunit;

namespace Connectivity.Landscape.Tests.Tracing;

/// <summary>Handshakes with servers of this process that are right, wrong or none.</summary>
public sealed class HandshakeTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CertificateAuthority _authority = new("the right one", TimeProvider.System);
    private readonly X509Certificate2 _trusted;

    public HandshakeTests()
    {
        _listener.Start();
        _trusted = X509Certificate2.CreateFromPem(_authority.CertificatePem);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _authority.Dispose();
        _trusted.Dispose();
    }

    [Fact]
    public async Task The_right_certificate_is_ok()
    {
        var serving = ServeAsync(_authority, "api.test");
        var result = await ShakeAsync();
        Assert.Equal((HandshakeEnd.Ok, ""), (result.End, result.Detail));
        Assert.NotEqual(0, result.LocalPort);
        await serving;
    }

    [Fact]
    public async Task A_certificate_for_another_name_says_whose_it_is()
    {
        var serving = ServeAsync(_authority, "other.test");
        var result = await ShakeAsync();
        Assert.Equal((HandshakeEnd.CertificateWrong, "the certificate of CN=other.test is not for api.test"), (result.End, result.Detail));
        await serving;
    }

    [Fact]
    public async Task A_certificate_of_another_authority_says_whose_that_is()
    {
        using var other = new CertificateAuthority("another", TimeProvider.System);
        var serving = ServeAsync(other, "api.test");
        var result = await ShakeAsync();
        Assert.Equal(HandshakeEnd.CertificateWrong, result.End);
        Assert.StartsWith(
            "the certificate of CN=api.test, issued by CN=another, is not of the shoot's authority (", result.Detail, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task An_alert_is_told_by_its_name()
    {
        var serving = AnswerAsync([21, 3, 3, 0, 2, 2, 112]);
        var result = await ShakeAsync();
        Assert.Equal((HandshakeEnd.Alert, "TLS alert unrecognized_name (112)", (byte?)112), (result.End, result.Detail, result.Alert));
        await serving;
    }

    [Fact]
    public async Task A_server_that_closes_and_one_that_is_not_there_are_told_apart()
    {
        var serving = AnswerAsync([]);
        Assert.Equal((HandshakeEnd.Ended, "closed without an answer to the TLS hello"), await ShakeAsync() is var closed ? (closed.End, closed.Detail) : default);
        await serving;
        _listener.Stop();
        Assert.Equal(HandshakeEnd.NotConnected, (await ShakeAsync()).End);
    }

    private Task<HandshakeResult> ShakeAsync()
    {
        var address = _listener.LocalEndpoint;
        return Handshake.RunAsync(cancellation => Connections.ToAsync(address, cancellation), "api.test", _trusted, CancellationToken.None);
    }

    private async Task ServeAsync(CertificateAuthority authority, string name)
    {
        using var connection = await _listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(connection.GetStream());
        using var certificate = authority.IssueServer(name, [name], []).ToCertificate();
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            _ = await tls.ReadAsync(new byte[1]);
        }
        catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client did not like what it saw.
        }
    }

    private async Task AnswerAsync(byte[] answer)
    {
        using var connection = await _listener.AcceptTcpClientAsync();
        _ = await connection.GetStream().ReadAsync(new byte[4096]);
        await connection.GetStream().WriteAsync(answer);
    }
}
