using System.Runtime.InteropServices;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Hosting;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Listening;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.TestKit.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectivity.SniGateway.Tests.Admin;

/// <summary>The gateway's agent in its host, in this process, with a file, signals and a log of its own.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");
    private readonly AgentSignals _signals = new();
    private readonly HttpClient _client = new();
    private readonly Task<string> _started;

    private RunningAgent(string keys)
    {
        Write(keys);
        var environment = new AgentEnvironment
        {
            Signals = _signals,
            Logging = builder => builder.AddProvider(Log),
            Output = new StringWriter(),
            Error = new StringWriter(),
        };
        var host = new AgentHost<GatewayOptions>(new GatewayAgent(), environment);
        Exit = host.RunAsync(ConfigPath);
        _started = host.Started;
    }

    public TestLog Log { get; } = new();

    public Task<int> Exit { get; }

    /// <summary>The address of the one listener.</summary>
    public SocketEndpoint Listener { get; private set; }

    private string ConfigPath => Path.Combine(_folder.FullName, "gateway.yaml");

    /// <summary>Starts an agent that may or may not come up.</summary>
    public static RunningAgent Launch(string keys) => new(keys);

    /// <summary>Starts an agent and waits until it serves.</summary>
    public static async Task<RunningAgent> StartAsync(string keys)
    {
        var agent = new RunningAgent(keys);
        await await Task.WhenAny(agent._started, agent.Exit);
        var line = await agent.LoggedAsync("Listener tls of kind Sni accepts on ");
        agent.Listener = Sample.Endpoint(line[(line.LastIndexOf(' ') + 1)..]);
        return agent;
    }

    /// <summary>Puts another file in the place of the one there is.</summary>
    public void Write(string keys, string listener = "127.0.0.1:0")
    {
        var log = keys.StartsWith("accessLog:", StringComparison.Ordinal) ? "" : "accessLog: { path: \"\" }\n";
        var text = $"admin: {{ address: 127.0.0.1:0 }}\nlisteners:\n  - {{ name: tls, address: \"{listener}\" }}\n{keys}";
        File.WriteAllText(ConfigPath + ".new", log + text);
        File.Move(ConfigPath + ".new", ConfigPath, overwrite: true);
    }

    public void Raise(PosixSignal signal) => _signals.Raise(signal);

    /// <summary>Waits until a line with this text was logged.</summary>
    public async Task<string> LoggedAsync(string text)
    {
        string? line = null;
        await Bound.UntilAsync(() => (line = Log.Lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal))) is not null);
        return line!;
    }

    public async Task<string> GetAsync(string path) => await _client.GetStringAsync(new Uri(await _started + path), Bound.Token);

    /// <summary>Waits until the agent says that it is not ready.</summary>
    public async Task NotReadyAsync()
    {
        using var response = await _client.GetAsync(new Uri(await _started + "/readyz"), Bound.Token);
        if (response.IsSuccessStatusCode)
            await NotReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Raise(PosixSignal.SIGTERM);
        await Exit;
        _client.Dispose();
        _folder.Delete(recursive: true);
    }
}
