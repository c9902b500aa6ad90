using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Connectivity.Shared.Native;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.TlsEndpoints;

public sealed class HandshakeTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tells_each_end_who_the_other_is(bool rsa)
    {
        var wish = new CertificateWish
        {
            CommonName = "Jürgen", Usage = CertificateWish.ClientAuth, Rsa = rsa, DnsNames = ["a.example", "b.example"],
            Addresses = [IPAddress.Parse("10.1.2.3"), IPAddress.Parse("2001:db8::1")], Uris = ["spiffe://example/ns/a"],
        };
        using var tls = new TlsFixture { ClientWish = wish, ServerWish = new() { Rsa = rsa, DnsNames = [TlsFixture.ServerName] } };
        var files = tls.Files(TlsRole.Client);
        var (client, server) = tls.Ends(client: files);
        Assert.Null(client.Tls.Peer);

        Assert.Equal((TlsStep.Done, TlsStep.Done), TlsEnd.TryShake(client, server));

        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(files.CertFile);
        var peer = server.Tls.Peer!;
        Assert.Equal("Jürgen", peer.CommonName);
        Assert.Equal(wish.DnsNames, peer.DnsNames);
        Assert.Equal(wish.Addresses, peer.Addresses);
        Assert.Equal(wish.Uris, peer.Uris);
        Assert.Equal(certificate.GetCertHashString(HashAlgorithmName.SHA256), peer.Sha256Fingerprint, ignoreCase: true);
        Assert.Equal(new DateTimeOffset(certificate.NotAfter), peer.NotAfter);
        Assert.Equal(SslProtocols.Tls13, peer.Version);
        Assert.Null(peer.Alpn);
        Assert.Equal("peer", client.Tls.Peer!.CommonName);
        Assert.Equal((TlsFailure.None, null), (server.Tls.Failure, server.Tls.FailureDetail));
    }

    [Fact]
    public void Goes_on_when_every_byte_comes_alone()
    {
        using var tls = new TlsFixture { ServerWish = new() { Rsa = true, DnsNames = [TlsFixture.ServerName] } };
        var (clientSocket, near) = tls.Sockets();
        var (far, serverSocket) = tls.Sockets();
        var (client, server) = (tls.ClientEnd(clientSocket), tls.ServerEnd(serverSocket));

        var steps = TlsEnd.TryShake(client, server, () =>
        {
            MoveOneByte(near, far);
            MoveOneByte(far, near);
        });

        Assert.Equal((TlsStep.Done, TlsStep.Done), steps);
        server.Send("x"u8);
        var received = -Errno.EAGAIN;
        for (var bytes = new byte[1]; received == -Errno.EAGAIN; received = client.TryReceive(bytes))
            MoveOneByte(far, near);
        Assert.Equal(1, received);
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Refuses_a_peer_of_another_authority(TlsRole verifier)
    {
        using var tls = new TlsFixture();
        using var other = TestAuthority.Create();
        Refused(tls, verifier, TlsFailure.PeerCertificateUntrusted, tls.Authority.Issue(verifier == TlsRole.Client ? tls.ServerWish : tls.ClientWish), other.Pem);
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Refuses_a_peer_whose_certificate_has_expired(TlsRole verifier) =>
        Refused(verifier, TlsFailure.PeerCertificateExpired, static wish => wish with { NotBefore = Now.AddDays(-2), NotAfter = Now.AddDays(-1) });

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Refuses_a_peer_whose_certificate_is_not_valid_yet(TlsRole verifier) =>
        Refused(verifier, TlsFailure.PeerCertificateNotYetValid, static wish => wish with { NotBefore = Now.AddDays(1), NotAfter = Now.AddDays(2) });

    [Theory]
    [InlineData(TlsRole.Client, CertificateWish.ClientAuth)]
    [InlineData(TlsRole.Server, CertificateWish.ServerAuth)]
    public void Refuses_a_peer_whose_certificate_is_for_the_other_role(TlsRole verifier, string usage) =>
        Refused(verifier, TlsFailure.WrongPurpose, wish => wish with { Usage = usage });

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Takes_a_certificate_that_is_not_bound_to_a_role(TlsRole verifier)
    {
        var free = new CertificateWish { DnsNames = [TlsFixture.ServerName], Usage = null };
        using var tls = verifier == TlsRole.Client ? new TlsFixture { ServerWish = free } : new TlsFixture { ClientWish = free };
        tls.Connected();
    }

    [Theory]
    [InlineData("other.example", "server.example", false)]
    [InlineData("server.example", "server.example", true)]
    [InlineData("server.example.", "server.example", true)]
    [InlineData("SERVER.example", "server.example", true)]
    [InlineData("a.server.example", "server.example", false)]
    [InlineData("a.server.example", "*.server.example", true)]
    [InlineData("a.b.server.example", "*.server.example", false)]
    [InlineData("peer", "server.example", false)] // the common name
    [InlineData("10.0.0.1", "server.example", false)]
    public void Verifies_the_name_of_the_server(string asked, string certified, bool matches)
    {
        using var tls = new TlsFixture { ServerWish = new() { DnsNames = [certified] } };
        var (client, server) = tls.Ends(name: asked);

        var (step, _) = TlsEnd.TryShake(client, server);

        Assert.Equal(matches ? (TlsStep.Done, TlsFailure.None) : (TlsStep.Failed, TlsFailure.PeerNameMismatch), (step, client.Tls.Failure));
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("10.1.2.4", false)]
    [InlineData("2001:db8::2", false)]
    [InlineData("server.example", false)]
    public void Verifies_the_address_of_the_server(string asked, bool matches)
    {
        using var tls = new TlsFixture { ServerWish = new() { Addresses = [IPAddress.Parse("10.1.2.3"), IPAddress.Parse("2001:db8::1")] } };
        var (client, server) = tls.Ends(name: asked);

        var (step, _) = TlsEnd.TryShake(client, server);

        Assert.Equal(matches ? (TlsStep.Done, TlsFailure.None) : (TlsStep.Failed, TlsFailure.PeerNameMismatch), (step, client.Tls.Failure));
    }

    [Fact]
    public void Does_not_verify_a_common_name_without_alternative_names()
    {
        using var tls = new TlsFixture { ServerWish = new() { CommonName = TlsFixture.ServerName } };
        var (client, server) = tls.Ends();

        TlsEnd.TryShake(client, server);

        Assert.Equal(TlsFailure.PeerNameMismatch, client.Tls.Failure);
    }

    [Fact]
    public void Takes_a_chain_over_an_intermediate_authority_and_an_intermediate_anchor()
    {
        using var tls = new TlsFixture();
        using var intermediate = tls.Authority.CreateIntermediate("below");
        var issued = intermediate.Issue(tls.ServerWish);
        var chain = tls.Files(TlsRole.Server, issued with { Certificate = issued.Certificate + intermediate.Pem }, tls.Authority.Pem);
        var (client, server) = tls.Ends(server: chain);
        TlsEnd.Shake(client, server);

        var anchored = tls.Files(TlsRole.Client, tls.Authority.Issue(tls.ClientWish), intermediate.Pem);
        var leafOnly = tls.Files(TlsRole.Server, issued, tls.Authority.Pem);
        (client, server) = tls.Ends(anchored, leafOnly);
        TlsEnd.Shake(client, server);

        (client, server) = tls.Ends(server: leafOnly);
        TlsEnd.TryShake(client, server);
        Assert.Equal(TlsFailure.PeerCertificateUntrusted, client.Tls.Failure);
    }

    [Fact]
    public void A_client_learns_from_its_first_receive_that_it_was_refused()
    {
        using var tls = new TlsFixture { ClientWish = new() { Usage = CertificateWish.ServerAuth } };
        var (client, server) = tls.Ends();
        var (clientStep, serverStep) = TlsEnd.TryShake(client, server);
        Assert.Equal((TlsStep.Done, TlsStep.Failed), (clientStep, serverStep));

        Assert.Equal(-Errno.ECONNRESET, client.Receive(new byte[1]));

        Assert.Equal(TlsFailure.PeerAlert, client.Tls.Failure);
        Assert.StartsWith("peer's alert 43: ", client.Tls.FailureDetail, StringComparison.Ordinal);
        Assert.Equal(-Errno.ECONNRESET, client.Receive(new byte[1]));
        Assert.Equal(-Errno.ECONNRESET, client.TrySend("x"u8));
    }

    [Fact]
    public void An_alert_explains_a_failed_send_afterwards()
    {
        using var tls = new TlsFixture { ClientWish = new() { Usage = CertificateWish.ServerAuth } };
        var (client, server) = tls.Ends();
        TlsEnd.TryShake(client, server);
        server.Socket.Close();
        var sent = 1;
        for (var chunk = new byte[1000]; sent > 0;)
            sent = client.TrySend(chunk);
        Assert.Contains(sent, (int[])[-Errno.ECONNRESET, -Errno.EPIPE]);
        Assert.Equal(TlsFailure.ConnectionLost, client.Tls.Failure);

        Assert.Equal(-Errno.ECONNRESET, client.Receive(new byte[1]));

        Assert.Equal(TlsFailure.PeerAlert, client.Tls.Failure);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\u0016\u0003\u0001\u0000\u0004abcd")]
    public void Refuses_what_is_not_tls(string garbage)
    {
        using var tls = new TlsFixture();
        var (socket, serverSocket) = tls.Sockets();
        var server = tls.ServerEnd(serverSocket);
        socket.Send(System.Text.Encoding.Latin1.GetBytes(garbage));
        socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(TlsStep.Failed, server.Shake());

        Assert.Contains(server.Tls.Failure, (TlsFailure[])[TlsFailure.ProtocolError, TlsFailure.NoCommonProtocol]);
        Assert.NotEmpty(server.Tls.FailureDetail!);
    }

    [Fact]
    public void An_end_of_the_transport_during_the_handshake_is_a_lost_connection()
    {
        using var tls = new TlsFixture();
        var (socket, serverSocket) = tls.Sockets();
        var server = tls.ServerEnd(serverSocket);
        socket.Send([0x16, 3, 1, 1]);
        Assert.Equal(TlsStep.WantRead, server.Tls.Handshake());
        socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(TlsStep.Failed, server.Shake());

        Assert.Equal((TlsFailure.ConnectionLost, "the transport ended without close_notify"), (server.Tls.Failure, server.Tls.FailureDetail));
    }

    [Fact]
    public void Bytes_that_came_with_the_end_of_the_handshake_are_there_without_an_event()
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Ends();
        for (var step = TlsStep.WantRead; step != TlsStep.Done; step = client.Tls.Handshake())
            server.Tls.Handshake();
        client.Send("abc"u8);

        Assert.Equal(TlsStep.Done, server.Shake());

        Assert.False(server.Socket.Poll(0, SelectMode.SelectRead));
        Assert.False(server.Tls.IsDrained);
        Assert.Equal(3, server.TryReceive(new byte[10]));
        Assert.False(server.Tls.IsDrained);
        Assert.Equal(-Errno.EAGAIN, server.TryReceive(new byte[10]));
        Assert.True(server.Tls.IsDrained);
    }

    [Fact]
    public void Bytes_that_came_after_the_end_of_the_handshake_are_not_taken_for_read()
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Ends();
        for (var step = TlsStep.WantRead; step != TlsStep.Done; step = client.Tls.Handshake())
            server.Tls.Handshake();
        client.Send("abc"u8);
        Assert.Equal(TlsStep.Done, server.Shake());

        // Their event may be the one that the first receive serves.
        client.Send("de"u8);
        Assert.Equal(3, server.Receive(new byte[10]));

        Assert.False(server.Tls.IsDrained);
        Assert.Equal(2, server.Receive(new byte[10]));
        Assert.True(server.Tls.IsDrained);
    }

    [Fact]
    public void A_handshake_may_go_on_on_another_thread()
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Ends();
        var (clientStep, serverStep) = (TlsStep.WantRead, TlsStep.WantRead);
        while (clientStep != TlsStep.Done || serverStep != TlsStep.Done)
        {
            var thread = new Thread(() => (clientStep, serverStep) = (client.Tls.Handshake(), server.Tls.Handshake()));
            thread.Start();
            thread.Join();
        }

        client.Send("abc"u8);
        Assert.Equal("abc"u8, server.ReceiveExactly(3));
    }

    private static void Refused(TlsRole verifier, TlsFailure failure, Func<CertificateWish, CertificateWish> change)
    {
        using var tls = new TlsFixture();
        Refused(tls, verifier, failure, tls.Authority.Issue(change(verifier == TlsRole.Client ? tls.ServerWish : tls.ClientWish)), tls.Authority.Pem);
    }

    /// <summary>The verifier has its own good certificate and the anchors given, its peer the certificate given and good anchors.</summary>
    private static void Refused(TlsFixture tls, TlsRole verifier, TlsFailure failure, IssuedPem presented, string anchors)
    {
        var other = verifier == TlsRole.Client ? TlsRole.Server : TlsRole.Client;
        var theirs = tls.Files(other, presented, tls.Authority.Pem);
        var ours = tls.Files(verifier, tls.Authority.Issue(verifier == TlsRole.Client ? tls.ClientWish : tls.ServerWish), anchors);
        var (client, server) = verifier == TlsRole.Client ? tls.Ends(ours, theirs) : tls.Ends(theirs, ours);

        var steps = TlsEnd.TryShake(client, server);

        var refusing = verifier == TlsRole.Client ? client : server;
        Assert.Equal(TlsStep.Failed, verifier == TlsRole.Client ? steps.Client : steps.Server);
        Assert.Equal(failure, refusing.Tls.Failure);
        Assert.NotEmpty(refusing.Tls.FailureDetail!);
        Assert.Null(refusing.Tls.Peer);
        Assert.Equal(-Errno.ENOTCONN, refusing.TryReceive(new byte[1]));
        Assert.Equal(-Errno.ENOTCONN, refusing.TrySend("x"u8));
    }

    private static void MoveOneByte(Socket from, Socket to)
    {
        if (from.Poll(0, SelectMode.SelectRead) && new byte[1] is var one && from.Receive(one) == 1)
            to.Send(one);
    }
}
