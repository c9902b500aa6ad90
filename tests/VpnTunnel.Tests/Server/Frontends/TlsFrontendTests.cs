using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server.Frontends;

public sealed class TlsFrontendTests : IDisposable
{
    private const string Target = "10.250.0.2:10250";
    private const string Established = "HTTP/1.1 200 Connection established\r\n\r\n";

    private readonly Certificates _certificates = new();
    private readonly ServerTls _tls = new(TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task The_answer_is_a_record_of_its_own()
    {
        await using var bench = await StartAsync();
        var target = new TestTarget { Echoes = true };
        await bench.AnswerAsync(s =>
        {
            target.Accept(s);
            target.Send("first"u8.ToArray());
        });
        await using var client = await ConnectAsync(bench, "kube-apiserver");
        await client.WriteAsync(Client.Connect(Target), bench.Patience);
        var buffer = new byte[1000];
        Assert.Equal(Established, Encoding.ASCII.GetString(buffer, 0, await client.ReadAsync(buffer, bench.Patience)));
        await client.ReadExactlyAsync(buffer.AsMemory(0, 5), bench.Patience);
        await client.WriteAsync("echo"u8.ToArray(), bench.Patience);
        await client.ReadExactlyAsync(buffer.AsMemory(0, 4), bench.Patience);
        Assert.Equal("echo"u8.ToArray(), buffer[..4]);
        await client.ShutdownAsync();
        Assert.Equal(0, await client.ReadAsync(buffer, bench.Patience));
        await client.DisposeAsync();
        await bench.AssertEndedAsync(StreamOutcome.Completed);
        Assert.Contains(bench.Log.Lines, static l => l.Contains("client kube-apiserver 127.0.0.1:"));
    }

    [Fact]
    public async Task Who_is_not_on_the_list_is_told_so()
    {
        await using var bench = await StartAsync("kube-apiserver");
        await using var client = await ConnectAsync(bench, "somebody");
        await client.WriteAsync(Client.Connect(Target), bench.Patience);
        var text = await new StreamReader(client, Encoding.ASCII).ReadToEndAsync(bench.Patience);
        Assert.Equal(
            HttpRefusalTests.Answer(403, $"Forbidden: dialing {Target}: client somebody may not connect here", "ClientNotAllowed"), text);
        await client.DisposeAsync();
        await bench.AssertEndedAsync(StreamOutcome.ClientNotAllowed);
        Assert.Empty(bench.Agents[0].Dials);
    }

    [Fact]
    public async Task Who_has_no_certificate_is_refused_by_an_alert()
    {
        await using var bench = await StartAsync();
        await using var client = await ConnectAsync(bench, null);
        await client.WriteAsync(Client.Connect(Target), bench.Patience);
        // The alert, not a reset that could mean anything.
        var failure = await Assert.ThrowsAsync<IOException>(async () => await client.ReadExactlyAsync(new byte[10], bench.Patience));
        Assert.Contains("certificate required", $"{failure.InnerException}", StringComparison.OrdinalIgnoreCase);
        await client.DisposeAsync();
        await bench.AssertEndedAsync(StreamOutcome.HandshakeFailed);
    }

    [Fact]
    public async Task Plain_http_to_a_tls_port_is_no_handshake()
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await client.ReceiveToEndAsync();
        client.Dispose();
        await bench.AssertEndedAsync(StreamOutcome.HandshakeFailed);
    }

    [Fact]
    public async Task A_handshake_that_is_not_finished_is_given_up()
    {
        await using var bench = await StartAsync(fakeTime: true);
        using var client = await bench.ConnectAsync([0x16, 3, 1]);
        await bench.UntilAsync(() => bench.Set.Handshakes.Running == 1);
        await bench.AdvanceAsync(5);
        await client.AssertResetAsync();
        await bench.AssertEndedAsync(StreamOutcome.HandshakeTimeout);
    }

    [Fact]
    public async Task More_handshakes_than_allowed_wait_for_their_turn()
    {
        await using var bench = await StartAsync(fakeTime: true);
        await bench.DoAsync(_ => bench.Set.Handshakes.Max = 1);
        using var silent = await bench.ConnectAsync();
        await bench.UntilAsync(() => bench.Set.Handshakes.Running == 1);
        await bench.AdvanceAsync(3);
        var waiting = ConnectAsync(bench, "kube-apiserver");
        await bench.UntilAsync(() => bench.Set.Connections == 2);
        Assert.False(waiting.IsCompleted);
        await bench.AdvanceAsync(2);
        await silent.AssertResetAsync();
        await using var client = await waiting;
        await client.WriteAsync(Client.Connect(Target), bench.Patience);
        await bench.DialledAsync();
    }

    [Fact]
    public async Task Who_finds_the_line_too_long_is_reset()
    {
        await using var bench = await StartAsync(fakeTime: true);
        await bench.DoAsync(_ => bench.Set.Handshakes.Max = 1);
        var clients = new List<Client>();
        for (var i = 0; i < 17; i++)
            clients.Add(await bench.ConnectAsync());
        await bench.UntilAsync(() => bench.Set.Connections == 17);
        using var last = await bench.ConnectAsync();
        await last.AssertResetAsync();
        Assert.Equal(1, bench.Listener.Counters.Ended(StreamOutcome.TooManyHandshakes));
        clients.ForEach(static c => c.Dispose());
    }

    [Fact]
    public async Task A_client_that_ends_in_the_middle_of_a_handshake_leaves_nothing_behind()
    {
        await using var bench = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            var client = await bench.ConnectAsync([0x16, 3, 1, 0]);
            if (i % 2 == 0)
                client.Reset();
            else
                client.Dispose();
        }

        // All of them: between two clients there is a moment with none.
        await bench.UntilAsync(() => StreamOutcomes.All.Sum(bench.Listener.Counters.Ended) == 20);
        await bench.UntilAsync(() => bench.Set.Connections == 0 && bench.Loops.Load == 0);
        Assert.Equal(0, bench.Set.Handshakes.Running);
        Assert.Equal(20, bench.Listener.Counters.Ended(StreamOutcome.HandshakeFailed));
    }

    public void Dispose()
    {
        _tls.Dispose();
        _certificates.Dispose();
    }

    private Task<FrontendBench> StartAsync(string? allowed = null, bool fakeTime = false)
    {
        var files = _certificates.Server();
        var options = FrontendBench.Plain() with { Tls = files, AllowedClients = allowed is null ? [] : [allowed] };
        return FrontendBench.StartAsync(options, fakeTime: fakeTime, tls: _tls.ForClients(files));
    }

    private Task<SslStream> ConnectAsync(FrontendBench bench, string? name) =>
        _certificates.ConnectAsync(bench.Listener.Socket.LocalEndpoint.ToIPEndPoint(), name, bench.Patience);
}
