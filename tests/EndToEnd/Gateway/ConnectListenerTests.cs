using System.Net;
using System.Net.Sockets;
using System.Text;
using Connectivity.EndToEnd.Tunnel.Programs;
using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>The listener for CONNECT requests, used as agents and people do: with the destination in a header of the request.</summary>
public sealed class ConnectListenerTests : IAsyncLifetime, IDisposable
{
    private const string Known = "outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local";
    private const string Forbidden = "outbound|443||kube-apiserver.shoot--dev--b.svc.cluster.local";

    private readonly Socket _backend = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private TunnelProgram _gateway = null!;
    private IPEndPoint _address = null!;

    public async Task InitializeAsync()
    {
        _backend.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _backend.Listen(16);
        _ = AnswerAsync();
        _gateway = await TunnelProgram.StartAsync([], [TestEnvironment.Gateway, "run"], $$"""
            listeners: [{ name: connect, address: "127.0.0.1:0", kind: Connect }]
            admin: { address: "127.0.0.1:0" }
            accessLog: { path: "" }
            routes:
              - { name: a, connectDestinations: ["{{Known}}"], backends: [{ address: "{{_backend.LocalEndPoint}}" }] }
              - { name: b, connectDestinations: ["{{Forbidden}}"], allowedSources: [192.0.2.0/24], backends: [{ address: "{{_backend.LocalEndPoint}}" }] }

            """);
        _address = IPEndPoint.Parse((string)(await _gateway.LineAsync("Listening"))["address"]!);
    }

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("--proxy", "X-Gardener-Destination")]
    [InlineData("--proxy", "Reversed-VPN")]
    [InlineData("--proxy1.0", "X-Gardener-Destination")]
    [InlineData("--proxy1.0", "Reversed-VPN")]
    public async Task Curl_gets_through_by_either_header_and_version(string proxy, string header)
    {
        // Where curl itself wants to go does not matter.
        var run = await CurlAsync(proxy, $"{header}: {Known}");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Equal("behind the gateway", run.Output);
    }

    [Theory]
    [InlineData("outbound|443||kube-apiserver.shoot--dev--c.svc.cluster.local")]
    [InlineData(Forbidden)]
    [InlineData("outbound|443||")]
    [InlineData("10.0.0.1:443")]
    [InlineData("127.0.0.1:22")]
    [InlineData("||||")]
    [InlineData(Known + "x")]
    [InlineData("OUTBOUND|443||kube-apiserver.shoot--dev--a.svc.cluster.local")]
    public async Task A_destination_that_is_unknown_forbidden_or_no_destination_is_answered_alike(string destination)
    {
        var run = await CurlAsync("--proxy", $"X-Gardener-Destination: {destination}");

        Assert.Equal(56, run.ExitCode);
        Assert.Contains("response 403", run.Error, StringComparison.Ordinal);
        Assert.Equal(await AnswerToAsync("nobody"), await AnswerToAsync(destination));
    }

    [Fact]
    public async Task A_request_without_destination_is_refused_like_an_unknown_one()
    {
        using var client = await ConnectAsync("CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 40", await ReadToEndAsync(client), StringComparison.Ordinal);
    }

    private Task<ProgramRun> CurlAsync(string proxy, string header) => ProgramRun.OfAsync(
        "curl", "--silent", "--show-error", "--max-time", "30", "--proxytunnel", proxy, $"http://{_address}", "--noproxy", "", "--proxy-header", header, "http://any.example.org/");

    private async Task<string> AnswerToAsync(string destination)
    {
        using var client = await ConnectAsync($"CONNECT a:1 HTTP/1.1\r\nX-Gardener-Destination: {destination}\r\n\r\n");
        return await ReadToEndAsync(client);
    }

    private async Task<Socket> ConnectAsync(string request)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_address, Patience.Token());
        await client.SendAsync(Encoding.ASCII.GetBytes(request), Patience.Token());
        return client;
    }

    private static async Task<string> ReadToEndAsync(Socket client)
    {
        using var reader = new StreamReader(new NetworkStream(client), Encoding.ASCII);
        return await reader.ReadToEndAsync(Patience.Token());
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _backend.AcceptAsync();
                await client.ReceiveAsync(new byte[4096]);
                await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 18\r\nConnection: close\r\n\r\nbehind the gateway"u8.ToArray());
                client.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }
}
