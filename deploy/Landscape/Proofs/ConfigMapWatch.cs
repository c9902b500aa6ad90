using System.Diagnostics;

namespace Connectivity.Landscape.Proofs;

/// <summary>
/// A ConfigMap of the proofs' own, and a <c>kubectl get --watch</c> on it that stays open: one connection, from its beginning to its end.
/// </summary>
internal sealed class ConfigMapWatch : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Kubectl _kubectl;
    private readonly string[] _target;
    private readonly string[] _removed;
    private readonly Process _watch;
    private int _value;

    private ConfigMapWatch(Kubectl kubectl, Kubectl watcher, string name, string namespaceName, string[] removed)
    {
        _kubectl = kubectl;
        _target = ["configmap", name, "-n", namespaceName];
        _removed = removed;
        _watch = watcher.Start(["get", .. _target, "--watch", "-o", "jsonpath={.data.value}{\"\\n\"}"]);
        // Nobody reads it, but a full pipe would stop kubectl.
        _watch.ErrorDataReceived += (_, _) => { };
        _watch.BeginErrorReadLine();
    }

    /// <summary>Makes a namespace with a ConfigMap and watches it.</summary>
    public static async Task<ConfigMapWatch> StartAsync(Kubectl kubectl, CancellationToken cancellation)
    {
        var namespaceName = UniqueName();
        await kubectl.RunAsync(cancellation, "create", "namespace", namespaceName);
        return await StartAsync(kubectl, kubectl, ("watched", namespaceName), ["namespace", namespaceName], cancellation);
    }

    /// <summary>Makes a ConfigMap beside a pod of <see cref="ClientPods"/>, which watches it with its own kubectl.</summary>
    /// <param name="kubectl">A kubectl on the shoot; what happens to the way it takes happens to what the pod says, too.</param>
    /// <param name="pod">The pod's name.</param>
    /// <param name="cancellation">Ends the making.</param>
    public static Task<ConfigMapWatch> StartInPodAsync(Kubectl kubectl, string pod, CancellationToken cancellation)
    {
        var name = UniqueName();
        return StartAsync(
            kubectl, kubectl.InPod(pod), (name, Workload.Namespace), ["configmap", name, "-n", Workload.Namespace], cancellation);
    }

    /// <summary>Changes the ConfigMap over a connection of its own, and waits until the watch that is open tells of it.</summary>
    /// <exception cref="LandscapeException">The watch has ended, or tells nothing.</exception>
    public Task ProveAliveAsync(CancellationToken cancellation) => ProveAliveAsync(_kubectl, cancellation);

    /// <summary>The same, with the change made on another way to the shoot than the watch's.</summary>
    /// <exception cref="LandscapeException">The watch has ended, or tells nothing.</exception>
    public async Task ProveAliveAsync(Kubectl writer, CancellationToken cancellation)
    {
        var value = $"{++_value}";
        await writer.RunAsync(cancellation, ["patch", .. _target, "--type=merge", "-p", $$$"""{"data":{"value":"{{{value}}}"}}"""]);
        await ReadUntilAsync(value, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Kill();
        await _watch.WaitForExitAsync();
        _watch.Dispose();
        await _kubectl.TryRunAsync(CancellationToken.None, ["delete", .. _removed, "--wait=false"]);
    }

    private static string UniqueName() => $"proof-{Guid.NewGuid():N}"[..14];

    private static async Task<ConfigMapWatch> StartAsync(
        Kubectl kubectl, Kubectl watcher, (string Name, string Namespace) map, string[] removed, CancellationToken cancellation)
    {
        await kubectl.RunAsync(cancellation, "create", "configmap", map.Name, "-n", map.Namespace, "--from-literal=value=0");
        var watch = new ConfigMapWatch(kubectl, watcher, map.Name, map.Namespace, removed);
        try
        {
            await watch.ReadUntilAsync("0", cancellation);
            return watch;
        }
        catch
        {
            await watch.DisposeAsync();
            throw;
        }
    }

    private async Task ReadUntilAsync(string value, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Timeout);
        try
        {
            while (await _watch.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (line == value)
                    return;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LandscapeException($"the watch did not tell of '{value}' within {Timeout.TotalSeconds} s");
        }

        throw new LandscapeException("the watch has ended");
    }
}
