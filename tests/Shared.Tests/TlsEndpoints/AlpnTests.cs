using Connectivity.Shared.TlsEndpoints;
using Xunit;

namespace Connectivity.Shared.Tests.TlsEndpoints;

public sealed class AlpnTests
{
    [Fact]
    public void The_server_chooses_the_protocol_that_it_prefers()
    {
        using var tls = new TlsFixture { ServerAlpn = ["b/1", "a/1"], ClientAlpn = ["x", "a/1", "b/1"] };
        var (client, server) = tls.Connected();
        Assert.Equal(("b/1", "b/1"), (client.Tls.Peer!.Alpn, server.Tls.Peer!.Alpn));
    }

    [Fact]
    public void Without_a_common_protocol_both_fail()
    {
        using var tls = new TlsFixture { ServerAlpn = ["a/1"], ClientAlpn = ["b/1"] };
        Fails(tls);
    }

    [Fact]
    public void A_server_with_protocols_refuses_a_client_that_offers_none()
    {
        using var tls = new TlsFixture { ServerAlpn = ["a/1"] };
        Fails(tls);
    }

    [Fact]
    public void A_server_without_protocols_does_not_care()
    {
        using var tls = new TlsFixture();
        var (clientSocket, serverSocket) = tls.Sockets();
        using var offering = TlsContext.Load(TlsRole.Client, tls.Files(TlsRole.Client), ["b/1"], tls12Allowed: false);
        var server = tls.ServerEnd(serverSocket);
        var client = tls.ClientEnd(clientSocket, offering);

        // The client does care, as it has configured some.
        TlsEnd.TryShake(client, server);

        Assert.Equal(TlsFailure.NoCommonProtocol, client.Tls.Failure);
        Assert.Equal(TlsFailure.None, server.Tls.Failure);
    }

    [Fact]
    public void A_context_outlives_its_disposal_while_connections_need_its_protocols()
    {
        using var tls = new TlsFixture { ServerAlpn = ["a/1"], ClientAlpn = ["a/1"] };
        var (clientSocket, serverSocket) = tls.Sockets();
        var (clientContext, serverContext) = (tls.Context(TlsRole.Client), tls.Context(TlsRole.Server));
        var (client, server) = (tls.ClientEnd(clientSocket, clientContext), tls.ServerEnd(serverSocket, serverContext));
        clientContext.Dispose();
        serverContext.Dispose();

        TlsEnd.Shake(client, server);

        Assert.Equal("a/1", server.Tls.Peer!.Alpn);
        Assert.Throws<ObjectDisposedException>(() => new TlsConnection(serverContext, 0, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345")]
    public void Refuses_a_protocol_that_has_no_form_on_the_wire(string protocol)
    {
        using var tls = new TlsFixture();
        var files = tls.Files(TlsRole.Server);
        Assert.Throws<ArgumentException>(() => TlsContext.Load(TlsRole.Server, files, [protocol], tls12Allowed: false));
    }

    private static void Fails(TlsFixture tls)
    {
        var (client, server) = tls.Ends();
        TlsEnd.TryShake(client, server);
        Assert.Equal(TlsFailure.NoCommonProtocol, server.Tls.Failure);
        Assert.Equal(TlsStep.Failed, client.Shake());
        Assert.Equal((TlsFailure.NoCommonProtocol, "peer's alert 120: no application protocol"), (client.Tls.Failure, client.Tls.FailureDetail));
    }
}
