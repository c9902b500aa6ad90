using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.TlsEndpoints;

public sealed class InteroperabilityTests
{
    private const int Length = 1_000_000;

    [Theory]
    [InlineData(SslProtocols.Tls13)]
    [InlineData(SslProtocols.Tls12)]
    public async Task Speaks_with_an_SslStream_client(SslProtocols version)
    {
        using var tls = new TlsFixture { Tls12Allowed = true };

        // Twice, as the framework keeps sessions to resume.
        for (var i = 0; i < 2; i++)
        {
            var (socket, serverSocket) = tls.Sockets();
            var server = tls.ServerEnd(serverSocket);
            await using var client = new SslStream(new NetworkStream(socket));
            var shaking = Task.Run(server.Shake);
            await client.AuthenticateAsClientAsync(ClientOptions(tls, version));
            Assert.Equal(TlsStep.Done, await shaking);
            Assert.Equal(version, server.Tls.Peer!.Version);
            await EchoesAsync(client, server);
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls13)]
    [InlineData(SslProtocols.Tls12)]
    public async Task Speaks_with_an_SslStream_server(SslProtocols version)
    {
        using var tls = new TlsFixture { Tls12Allowed = true };
        var (clientSocket, socket) = tls.Sockets();
        var client = tls.ClientEnd(clientSocket);
        await using var server = new SslStream(new NetworkStream(socket));
        var shaking = Task.Run(client.Shake);
        await server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = tls.Own(tls.Authority.Issue(tls.ServerWish).ToX509()),
            ClientCertificateRequired = true,
            EnabledSslProtocols = version,
            CertificateChainPolicy = Policy(tls),
        });
        Assert.Equal(TlsStep.Done, await shaking);
        await EchoesAsync(server, client);
    }

    [Fact]
    public async Task Refuses_a_client_without_a_certificate()
    {
        using var tls = new TlsFixture();
        var (socket, serverSocket) = tls.Sockets();
        var server = tls.ServerEnd(serverSocket);
        await using var client = new SslStream(new NetworkStream(socket));
        var shaking = Task.Run(server.Shake);
        var options = ClientOptions(tls, SslProtocols.Tls13);
        options.ClientCertificates = null;
        await client.AuthenticateAsClientAsync(options);

        Assert.Equal(TlsStep.Failed, await shaking);
        Assert.Equal(TlsFailure.PeerCertificateMissing, server.Tls.Failure);
        await Assert.ThrowsAnyAsync<IOException>(async () => await client.ReadExactlyAsync(new byte[1]));
    }

    [Fact]
    public async Task Refuses_TLS_1_2_where_it_is_not_allowed()
    {
        using var tls = new TlsFixture();
        var (socket, serverSocket) = tls.Sockets();
        var server = tls.ServerEnd(serverSocket);
        await using var client = new SslStream(new NetworkStream(socket));
        var shaking = Task.Run(server.Shake);
        await Assert.ThrowsAnyAsync<AuthenticationException>(() => client.AuthenticateAsClientAsync(ClientOptions(tls, SslProtocols.Tls12)));

        Assert.Equal(TlsStep.Failed, await shaking);
        Assert.Equal(TlsFailure.NoCommonProtocol, server.Tls.Failure);
    }

    [Fact]
    public async Task Speaks_with_openssl_s_client()
    {
        using var tls = new TlsFixture { ServerAlpn = ["a/1"] };
        var files = tls.Files(TlsRole.Client);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var openssl = Start(
            "s_client", "-connect", listener.LocalEndPoint!.ToString()!, "-servername", TlsFixture.ServerName, "-verify_hostname", TlsFixture.ServerName,
            "-cert", files.CertFile, "-key", files.KeyFile, "-CAfile", files.CaFile, "-verify_return_error", "-alpn", "a/1", "-quiet");
        using var socket = await listener.AcceptAsync();
        using var server = tls.ServerEnd(socket);

        Assert.Equal(TlsStep.Done, server.Shake());
        await openssl.StandardInput.WriteAsync("to the server\n");
        await openssl.StandardInput.FlushAsync();
        Assert.Equal("to the server\n"u8, server.ReceiveExactly(14));
        server.Send("to the client\n"u8);
        Assert.Equal("to the client", await openssl.StandardOutput.ReadLineAsync());
        Assert.Equal(0, server.Tls.EndSending());
        await openssl.WaitForExitAsync();
        Assert.Equal(0, openssl.ExitCode);
    }

    [Fact]
    public async Task Speaks_with_openssl_s_server()
    {
        using var tls = new TlsFixture();
        var files = tls.Files(TlsRole.Server);
        using var openssl = Start(
            "s_server", "-accept", "127.0.0.1:0", "-cert", files.CertFile, "-key", files.KeyFile, "-CAfile", files.CaFile,
            "-Verify", "1", "-verify_return_error", "-naccept", "1");
        var accepting = "";
        while (!accepting.StartsWith("ACCEPT 127.0.0.1:", StringComparison.Ordinal))
            accepting = await openssl.StandardOutput.ReadLineAsync() ?? throw new IOException("s_server ended.");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, int.Parse(accepting.AsSpan(17), CultureInfo.InvariantCulture));
        using var client = tls.ClientEnd(socket);

        Assert.Equal(TlsStep.Done, client.Shake());
        client.Send("to the server\n"u8);
        while (await openssl.StandardOutput.ReadLineAsync() is var line && line != "to the server")
            Assert.NotNull(line);
        await openssl.StandardInput.WriteAsync("to the client\n");
        await openssl.StandardInput.FlushAsync();
        Assert.Equal("to the client\n"u8, client.ReceiveExactly(14));
        Assert.Equal(0, client.Tls.EndSending());
        await openssl.WaitForExitAsync();
        Assert.Equal(0, openssl.ExitCode);
    }

    private static async Task EchoesAsync(SslStream theirs, TlsEnd ours)
    {
        var bytes = RandomNumberGenerator.GetBytes(Length);
        var receiving = Task.Run(() => ours.ReceiveExactly(Length));
        await theirs.WriteAsync(bytes);
        Assert.Equal(bytes, await receiving);

        var sending = Task.Run(() => ours.Send(bytes));
        var got = new byte[Length];
        await theirs.ReadExactlyAsync(got);
        await sending;
        Assert.Equal(bytes, got);

        await theirs.ShutdownAsync();
        Assert.Equal(0, await Task.Run(() => ours.Receive(new byte[1])));
        Assert.Equal(0, ours.Tls.EndSending());
        Assert.Equal(0, await theirs.ReadAsync(got));
    }

    private static SslClientAuthenticationOptions ClientOptions(TlsFixture tls, SslProtocols version) => new()
    {
        TargetHost = TlsFixture.ServerName,
        EnabledSslProtocols = version,
        ClientCertificates = [tls.Own(tls.Authority.Issue(tls.ClientWish).ToX509())],
        CertificateChainPolicy = Policy(tls),
    };

    private static X509ChainPolicy Policy(TlsFixture tls)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(tls.Authority.Certificate);
        return policy;
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("openssl", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
}
