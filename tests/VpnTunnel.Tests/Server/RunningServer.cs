using System.Net;
using System.Runtime.InteropServices;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Hosting;
using Connectivity.TestKit.Hosting;
using Connectivity.TestKit.Network;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Tests.Server.Frontends;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server;

/// <summary>A whole server in this process, from its file to its end.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly HttpClient _http = new();
    private readonly AgentEnvironment _environment;
    private readonly TunnelServer _server = new();
    private readonly Task<string> _started;

    private RunningServer(string drain)
    {
        Path = System.IO.Path.Combine(Certificates.Folder, "server.yaml");
        File.WriteAllText(Path, Text(drain: drain));
        _environment = new AgentEnvironment
        {
            Signals = new AgentSignals(),
            Logging = builder => builder.AddProvider(Log),
            Output = new StringWriter(),
            Error = new StringWriter(),
        };
        var host = new AgentHost<ServerOptions>(_server, _environment);
        (Exit, _started) = (host.RunAsync(Path), host.Started);
    }

    public Certificates Certificates { get; } = new();

    public TestLog Log { get; } = new();

    public string Path { get; }

    public Task<int> Exit { get; }

    public CancellationToken Patience => _patience.Token;

    public ServerListeners Listeners => _server.Listeners;

    public static async Task<RunningServer> StartAsync(string drain = "30s")
    {
        var server = new RunningServer(drain);
        await await Task.WhenAny(server._started, server.Exit);
        Assert.False(server.Exit.IsCompleted, string.Join('\n', server.Log.Lines) + server._environment.Error);
        return server;
    }

    /// <summary>The configuration: a plain front end, and one with TLS.</summary>
    public string Text(string allowed = "[]", string drain = "30s", string extra = "")
    {
        var tls = Certificates.Server();
        var files = $"{{ certFile: {tls.CertFile}, keyFile: {tls.KeyFile}, clientCaFile: {tls.CaFile} }}";
        return $$"""
            serverId: s-0
            zone: a
            carriers: { listen: 127.0.0.1:0, tls: {{files}} }
            frontends:
              - { kind: HttpConnect, listen: 127.0.0.1:0 }
              - { kind: HttpConnect, listen: "unix:{{Certificates.Folder}}/s" }
              - { kind: HttpConnect, listen: "[::1]:0", tls: {{files}}, allowedClients: {{allowed}} }
            drain: { timeout: {{drain}} }
            admin: { address: 127.0.0.1:0 }
            {{extra}}
            """;
    }

    /// <summary>Puts another configuration in force and tells what takes a restart.</summary>
    public Task<IReadOnlyList<string>> ApplyAsync(string text)
    {
        var errors = new ConfigErrors("test");
        // The host's own keys are the host's to bind.
        var options = ServerOptionsBinder.Read(text.Replace("admin: { address: 127.0.0.1:0 }", "", StringComparison.Ordinal), errors);
        Assert.True(options is not null, string.Join('\n', errors.Lines()));
        return _server.ApplyAsync(options);
    }

    public Task<TestAgent> ConnectAgentAsync(string id = "node-1") =>
        TestAgent.StartAsync(id, Listeners.CarrierAddress, Certificates.Client(id));

    public async Task<Client> ConnectAsync(byte[] bytes)
    {
        var client = await Client.ConnectAsync(Listeners.Frontends[0].Socket.LocalEndpoint.ToIPEndPoint(), null, Patience);
        await client.SendAsync(bytes);
        return client;
    }

    /// <summary>Connects to a target and gets the answer.</summary>
    public async Task<Client> OpenAsync(string target = "10.0.0.1:1")
    {
        var client = await ConnectAsync(Client.Connect(target));
        Assert.Equal("HTTP/1.1 200", System.Text.Encoding.ASCII.GetString(await client.ReceiveSomeAsync())[..12]);
        return client;
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(await _started + path), Patience);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Patience));
    }

    /// <summary>Asks until the answer is as it should be: what it tells of is found out once in a while.</summary>
    public async Task<string> GetUntilAsync(string path, Func<HttpStatusCode, string, bool> holds)
    {
        while (true)
        {
            var (status, body) = await GetAsync(path);
            if (holds(status, body))
                return body;
        }
    }

    public Task ReadyAsync() => GetUntilAsync("/readyz", static (status, _) => status == HttpStatusCode.OK);

    public Task UntilAsync(Func<bool> holds) => Looking.UntilAsync(holds, Patience);

    public void Raise(PosixSignal signal) => _environment.Signals.Raise(signal);

    public async ValueTask DisposeAsync()
    {
        Raise(PosixSignal.SIGTERM);
        Raise(PosixSignal.SIGTERM);
        await Exit;
        _http.Dispose();
        Certificates.Dispose();
        _patience.Dispose();
    }
}
