using System.Net;
using System.Runtime.InteropServices;
using Connectivity.Shared.Hosting;
using Connectivity.TestKit.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Connectivity.Shared.Tests.Hosting;

/// <summary>A host with its agent, in this process, with a file, a clock, signals and a log of its own.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    public const string Header = "admin: { address: 127.0.0.1:0 }\n";

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly HttpClient _client = new();

    private RunningHost(TestAgent agent, string text)
    {
        Agent = agent;
        ConfigPath = _folder.Write("agent.yaml", text);
        Environment = new AgentEnvironment
        {
            Signals = new AgentSignals(),
            Time = _time,
            Logging = builder => builder.AddProvider(Log),
            Output = new StringWriter(),
            Error = new StringWriter(),
        };
        var host = new AgentHost<TestConfig>(agent, Environment);
        Exit = host.RunAsync(ConfigPath);
        Started = host.Started;
    }

    public TestAgent Agent { get; }

    public AgentEnvironment Environment { get; }

    public TestLog Log { get; } = new();

    public string ConfigPath { get; }

    public Task<int> Exit { get; }

    public Task<string> Started { get; }

    /// <summary>Starts a host that may or may not come up.</summary>
    public static RunningHost Launch(string text, TestAgent? agent = null) => new(agent ?? new TestAgent(), text);

    /// <summary>Starts a host and waits until it serves.</summary>
    public static async Task<RunningHost> StartAsync(string text = Header + "name: first\n", TestAgent? agent = null)
    {
        var host = Launch(text, agent);
        await await Task.WhenAny(host.Started, host.Exit);
        return host;
    }

    public void Raise(PosixSignal signal) => Environment.Signals.Raise(signal);

    public void WriteConfig(string text) => File.WriteAllText(ConfigPath, text);

    /// <summary>Lets the clock run until something has happened.</summary>
    public async Task RunClockUntilAsync(Func<bool> happened)
    {
        while (!happened())
        {
            _time.Advance(ConfigFile.PollInterval);
            await Task.Yield();
        }
    }

    public Task RunClockUntilLoggedAsync(string line) => RunClockUntilAsync(() => Log.Lines.Contains(line));

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(await Started + path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Agent.DrainMayEnd.TrySetResult();
        Raise(PosixSignal.SIGTERM);
        await Exit;
        _client.Dispose();
        _folder.Dispose();
    }
}
