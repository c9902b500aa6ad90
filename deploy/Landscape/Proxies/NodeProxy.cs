using System.Diagnostics;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Proxies;

/// <summary>The apiserver-proxy on a node: it claims the address behind the Service <c>kubernetes</c> and leads it to the gateway.</summary>
/// <param name="node">The node.</param>
/// <param name="port">The port that kube-apiserver advertises.</param>
/// <param name="setup">Names the binary and the gateway's port.</param>
/// <param name="supervisor">Starts the process.</param>
internal sealed class NodeProxy(Node node, int port, NodeSetup setup, Supervisor supervisor)
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(4);

    private KeptProcess? _process;

    /// <summary>The node.</summary>
    public Node Node => node;

    /// <summary>Starts the proxy; the node has its namespaces.</summary>
    public Task StartAsync()
    {
        var files = node.Plan.Files;
        AtomicFile.Write(files.NodeProxyConfiguration, NodeProxyConfiguration.Build(node.Plan, port, setup.ConnectPort));
        _process = new KeptProcess(
            supervisor,
            $"apiserver-proxy of node {node.Plan.Name}",
            files.NodeProxyLog,
            node.OnNetwork(setup.ProxyBinary, "run", "--config", files.NodeProxyConfiguration));
        return _process.StartAsync();
    }

    /// <summary>Waits until the proxy says that it is ready: that kube-apiserver has answered through it and the gateway.</summary>
    /// <exception cref="LandscapeException">It has ended, or the time is up.</exception>
    public async Task WaitUntilReadyAsync(Progress progress, CancellationToken cancellation)
    {
        var process = _process ?? throw new InvalidOperationException("the proxy was not started");
        var start = Stopwatch.GetTimestamp();
        using var http = CreateClient();
        while (!await LoopbackHttp.SucceedsAsync(http, NodeProxyConfiguration.AdminPort, "/readyz", cancellation))
        {
            if (process.HasEnded || Stopwatch.GetElapsedTime(start) > ReadyTimeout)
                throw process.Failure("does not get ready");
            await Task.Delay(ReadyInterval, cancellation);
        }

        process.SetReady();
        progress.Say($"shoot {node.Plan.Name.Shoot}: the apiserver-proxy of node {node.Plan.Name} is ready");
    }

    /// <summary>The connections that the proxy carries now, in JSON; null while it does not answer.</summary>
    public async Task<string?> ConnectionsAsync(CancellationToken cancellation)
    {
        using var http = CreateClient();
        return await LoopbackHttp.GetTextAsync(http, NodeProxyConfiguration.AdminPort, "/connections", cancellation);
    }

    /// <summary>Ends the proxy, in order.</summary>
    public Task StopAsync() => _process?.StopAsync(StopGrace) ?? Task.CompletedTask;

    private HttpClient CreateClient() =>
        NodeLoopback.CreateClient(node.Holder ?? throw new InvalidOperationException("the node has no namespaces"));
}
