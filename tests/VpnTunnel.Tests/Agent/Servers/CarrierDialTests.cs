using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Native;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Dialing;
using Connectivity.TestKit.Network;
using Connectivity.VpnTunnel.Agent;
using Connectivity.VpnTunnel.Agent.Servers;
using Connectivity.VpnTunnel.Configuration;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

public sealed class CarrierDialTests : IDisposable
{
    private const string Established = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n";

    private readonly TestLoop _loop = new();
    private readonly TestPki _pki = new();
    private readonly TestGateway _gateway = new();
    private readonly LookUps _lookUps = new();
    private readonly NameResolver _resolver;
    private readonly TlsContext _tls;
    private readonly TaskCompletionSource<CarrierDialResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CarrierDial? _dial;

    public CarrierDialTests()
    {
        _resolver = new NameResolver(4, _lookUps.Ask, _loop.Time);
        _tls = TlsContext.Load(TlsRole.Client, _pki.AgentFiles, [AgentTls.Alpn], tls12Allowed: false);
    }

    public void Dispose()
    {
        _dial?.Dispose();
        _loop.Dispose();
        _resolver.Dispose();
        _tls.Dispose();
        _gateway.Dispose();
        _pki.Dispose();
        if (_result.Task is not { IsCompletedSuccessfully: true, Result: { Socket: >= 0 } result })
            return;
        result.Tls!.Dispose();
        TcpSocket.Close(result.Socket);
    }

    [Fact]
    public async Task The_gateway_is_asked_for_the_address_with_the_configured_headers()
    {
        await StartAsync(Link() with { ConnectHeaders = [new ConnectHeader("X-Gardener-Destination", "outbound|1194||s"), new ConnectHeader("Reversed-VPN", "x y")] });

        var (_, head) = await _gateway.AcceptAsync();

        Assert.Equal(
            "CONNECT vpn.example:1194 HTTP/1.1\r\nHost: vpn.example:1194\r\nX-Gardener-Destination: outbound|1194||s\r\nReversed-VPN: x y\r\n\r\n", head);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task An_answer_in_any_pieces_leads_to_TLS_and_nothing_of_it_gets_lost(int pieces)
    {
        await StartAsync(Link());
        var (socket, _) = await _gateway.AcceptAsync();
        foreach (var piece in ("HTTP/1.1 100 Continue\r\n\r\n" + Established).Chunk(pieces))
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(piece));
            // Each piece is a piece to the dial, too.
            await LoopTurns.WholeTurnAsync(_loop.Loop);
        }

        using var server = await ShakeHandsAsync(socket);

        var result = await _result.Task;
        Assert.Null(result.Failure);
        Assert.Equal(TestPki.ServerName, result.Tls!.Peer!.CommonName);
        Assert.Equal(AgentTls.Alpn, result.Tls.Peer.Alpn);
    }

    [Fact]
    public async Task Bytes_that_come_right_behind_the_answer_are_for_TLS()
    {
        await StartAsync(Link());
        var (socket, _) = await _gateway.AcceptAsync();

        // A fatal alert: whoever loses these bytes waits for ever.
        await socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(Established), 0x15, 3, 3, 0, 2, 2, 40]);

        Assert.Equal(LinkFailureKind.TlsFailed, await FailureAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "GatewayRefused", "it answered 403 Forbidden")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nsorry", "GatewayRefused", "it answered 404 Not Found")]
    [InlineData("220 smtp.example ESMTP\r\n", "GatewayMalformed", "its answer is no HTTP response: not HTTP/1.0 or HTTP/1.1")]
    public async Task Another_answer_is_told(string answer, string kind, string problem)
    {
        await StartAsync(Link());
        var (socket, _) = await _gateway.AcceptAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer));

        var failure = (await _result.Task).Failure!;

        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Equal($"{_gateway.Address}: {problem}", failure.Problem);
    }

    [Theory]
    [InlineData("", "closed without an answer")]
    [InlineData("HTTP/1.1 200 OK\r\n", "closed in the middle of its answer")]
    public async Task A_gateway_that_closes_is_told(string answer, string problem)
    {
        await StartAsync(Link());
        var (socket, _) = await _gateway.AcceptAsync();
        if (answer.Length > 0)
            await socket.SendAsync(Encoding.ASCII.GetBytes(answer));
        socket.Shutdown(SocketShutdown.Both);

        var failure = (await _result.Task).Failure!;

        Assert.Equal(new LinkFailure(LinkFailureKind.GatewayClosed, $"{_gateway.Address}: {problem}"), failure);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_for_ever()
    {
        await StartAsync(Link());
        var (socket, _) = await _gateway.AcceptAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nX: {new string('x', ConnectAnswer.MaxBytes)}"));

        Assert.Equal(LinkFailureKind.GatewayMalformed, await FailureAsync());
    }

    [Fact]
    public async Task A_gateway_that_says_nothing_is_given_up_in_time()
    {
        await StartAsync(Link());
        await _gateway.AcceptAsync();
        await LoopTurns.WholeTurnAsync(_loop.Loop);

        await _loop.AdvanceAsync(5000);

        Assert.Equal(LinkFailureKind.GatewayTimedOut, await FailureAsync());
    }

    [Fact]
    public async Task A_server_that_does_not_shake_hands_is_given_up_in_time()
    {
        await StartAsync(Direct());
        using var silent = await _gateway.AcceptRawAsync();
        // Its hello shows that the dial has come so far.
        await silent.ReceiveAsync(new byte[1]);

        await _loop.AdvanceAsync(5000);

        Assert.Equal(LinkFailureKind.TlsTimedOut, await FailureAsync());
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await StartAsync(Direct() with { TlsServerName = "other.example" });
        using var socket = await _gateway.AcceptRawAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var server = await ShakeHandsAsync(socket);
            await server.ReadExactlyAsync(new byte[1]);
        });

        var failure = (await _result.Task).Failure!;

        Assert.Equal(LinkFailureKind.TlsFailed, failure.Kind);
        Assert.Contains("PeerNameMismatch", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_as_a_refusal()
    {
        var link = Direct();
        _gateway.Dispose();
        await StartAsync(link);

        var failure = (await _result.Task).Failure!;

        Assert.Equal(LinkFailureKind.ConnectFailed, failure.Kind);
        Assert.Equal("connect", failure.Kind.Leg());
        Assert.EndsWith("connection refused", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_name_can_no_longer_be_looked_up_its_last_addresses_are_taken()
    {
        var hops = new HopAddresses(_resolver);
        Assert.True(HostEndpoint.TryParse("vpn.example:1194", out var hop));
        var first = hops.FindAsync(hop, TimeSpan.FromSeconds(3));
        (await _lookUps.NextAsync("vpn.example")).SetResult([System.Net.IPAddress.Parse("10.0.0.1")]);
        await first;

        var second = hops.FindAsync(hop, TimeSpan.FromSeconds(3));
        (await _lookUps.NextAsync("vpn.example")).SetException(new SocketException((int)SocketError.TryAgain));

        var (addresses, failure) = await second;
        Assert.Null(failure);
        Assert.Equal(["10.0.0.1:1194"], addresses.Select(static a => a.ToString()));
    }

    [Fact]
    public async Task A_name_that_never_had_an_address_is_told()
    {
        Assert.True(HostEndpoint.TryParse("gone.example:1194", out var hop));
        await StartAsync(Direct() with { Address = hop });
        (await _lookUps.NextAsync("gone.example")).SetException(new SocketException((int)SocketError.HostNotFound));

        Assert.Equal(new LinkFailure(LinkFailureKind.NameNotFound, "gone.example: no such name"), (await _result.Task).Failure);
    }

    private LinkOptions Direct() => new() { Name = "s", Address = Endpoint(_gateway.Address), TlsServerName = TestPki.ServerName };

    private LinkOptions Link() => Direct() with { Address = Endpoint("vpn.example:1194"), Gateway = Endpoint(_gateway.Address) };

    private static HostEndpoint Endpoint(string text) => HostEndpoint.TryParse(text, out var endpoint) ? endpoint : throw new FormatException(text);

    private Task StartAsync(LinkOptions link) => _loop.RunAsync(() =>
    {
        _dial = new CarrierDial(_loop.Loop, link, new HopAddresses(_resolver), _tls, new AgentLimitsOptions(), _result.SetResult);
        _dial.Start();
    });

    private async Task<LinkFailureKind> FailureAsync() => (await _result.Task).Failure!.Kind;

    private async Task<SslStream> ShakeHandsAsync(Socket socket)
    {
        var stream = new SslStream(new NetworkStream(socket));
        using var certificate = X509CertificateLoader.LoadPkcs12(_pki.Server.ToX509().Export(X509ContentType.Pkcs12), null);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            ApplicationProtocols = [new SslApplicationProtocol(AgentTls.Alpn)],
        });
        return stream;
    }
}
