using System.Net;
using System.Net.Sockets;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.Tracing;
using Xunit;

namespace Connectivity.Landscape.Tests.Tracing;

public sealed class TraceReadingTests
{
    [Fact]
    public void The_credentials_of_a_kubeconfig_are_those_it_was_written_with()
    {
        var client = new IssuedCertificate("-----CERT-----\nx\n", "-----KEY-----\ny\n");
        Assert.Equal(
            new ShootCredentials("-----CA-----\nz\n", client),
            ShootCredentials.Parse(Kubeconfig.Build(ShootName.Parse("a"), "127.0.0.1:1", "-----CA-----\nz\n", client)));
        Assert.Throws<LandscapeException>(() => ShootCredentials.Parse("apiVersion: v1\n"));
    }

    [Fact]
    public void A_connection_is_found_in_the_access_log_by_its_port_and_cut_lines_are_passed_over()
    {
        const string Log = """
            ient":"127.0.0.1:5","outcome":"Completed","side":"client"}
            {"client":"127.0.0.1:50","outcome":"Completed","side":"client"}
            {"client":"127.0.0.1:5","outcome":"NoRoute","side":"self"}
            {"client":"127.0.0.1:5","backend":"127.0.0.1:9","outcome":"ConnectRefused","side":"upstream"}
            {"client":"127.0.0.1:7","outc
            """;
        Assert.Equal(new GatewayRecord("ConnectRefused", "upstream", "127.0.0.1:9"), GatewayRecord.Find(Log, 5));
        Assert.Null(GatewayRecord.Find(Log, 7));
        Assert.Equal(
            "the gateway's access log says ConnectRefused (upstream), backend 127.0.0.1:9", GatewayRecord.Find(Log, 5)!.ToString());
    }

    [Fact]
    public void Checks_of_readyz_are_read_by_name()
    {
        const string Body = "[+]ping ok\n[-]etcd failed: reason withheld\n[+]log ok\n[-]poststarthook/x failed: not finished\nreadyz check failed\n";
        Assert.Equal(["etcd", "poststarthook/x"], ReadyzText.Failing(Body));
        Assert.Equal(2, ReadyzText.CountPassed(Body));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 Connection established\r\n\r\n", null)]
    [InlineData(
        "HTTP/1.1 503 Service Unavailable: dialing 10.250.0.2:10250: no agent is connected\r\nX-Tunnel-Error: NoAgent\r\n\r\n",
        "503 Service Unavailable: dialing 10.250.0.2:10250: no agent is connected")]
    [InlineData("", "closed without an answer")]
    [InlineData("SSH-2.0\r\n", "the answer is no HTTP: SSH-2.0")]
    public void The_refusal_of_a_front_end_is_its_status_line(string head, string? refusal) => Assert.Equal(refusal, FrontendConnect.RefusalIn(head));

    [Fact]
    public void A_kubelet_that_answers_through_the_apiserver_is_ok_and_one_that_does_not_is_named_with_the_message()
    {
        Assert.Equal(LegVerdict.Ok, Verdict(new ApiserverAnswer(HttpStatusCode.OK, "ok", null)).Verdict);
        // A dead kube-apiserver has a leg of its own.
        Assert.Equal(LegVerdict.Ok, Verdict(new ApiserverAnswer(null, "", new IOException())).Verdict);
        var failed = Verdict(new ApiserverAnswer(HttpStatusCode.ServiceUnavailable, """{"kind":"Status","message":"error trying to reach service: EOF"}""", null));
        Assert.Equal(
            (LegVerdict.Failed, "CONNECT 10.0.0.1:10250, TLS with the kubelet work, but /healthz through kube-apiserver: 503 error trying to reach service: EOF"),
            (failed.Verdict, failed.Detail));
        Assert.Equal("plain text", KubeletVerdict.Message(" plain text\n"));

        static LegResult Verdict(ApiserverAnswer answer) => KubeletVerdict.Of("a-1", "10.0.0.1:10250", TimeSpan.Zero, answer);
    }

    [Fact]
    public void The_way_from_a_node_is_ok_only_when_the_proxy_says_so_too()
    {
        var good = new HandshakeResult(HandshakeEnd.Ok, TimeSpan.FromMilliseconds(1), "");
        var refused = new HandshakeResult(HandshakeEnd.NotConnected, TimeSpan.FromMilliseconds(1), "connection refused");
        Assert.Equal(LegVerdict.Ok, Verdict(good, new LoopbackAnswer(true, "ok")).Verdict);
        Assert.Equal(
            "TLS with 240.0.0.5:443 from the node works, but the proxy says: kube-apiserver: gateway: 502", Verdict(good, new LoopbackAnswer(false, "kube-apiserver: gateway: 502")).Detail);
        Assert.Equal(
            "240.0.0.5:443 from the node: connection refused; the proxy does not answer on its admin endpoint; gone", Verdict(refused, null).Detail);

        static LegResult Verdict(HandshakeResult shaken, LoopbackAnswer? ready) =>
            ProxyLeg.Of("a-1", new IPEndPoint(IPAddress.Parse("240.0.0.5"), 443), shaken, ready, "; gone");
    }

    [Fact]
    public void Errors_of_sockets_are_told_in_words_with_their_name()
    {
        Assert.Equal("connection refused (ECONNREFUSED): nobody listens there", SocketErrors.Text(new SocketException((int)SocketError.ConnectionRefused)));
        Assert.Equal("no route to host (EHOSTUNREACH)", SocketErrors.Text(new SocketException((int)SocketError.HostUnreachable)));
    }

    [Fact]
    public async Task A_unix_socket_that_is_not_there_is_told_as_such()
    {
        var error = await Assert.ThrowsAsync<SocketException>(() => Connections.ToAsync("/nonexistent/tunnel.sock", CancellationToken.None));
        Assert.Equal("there is no such address or socket (ENOENT, EADDRNOTAVAIL)", SocketErrors.Text(error));
    }
}
