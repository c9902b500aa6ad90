using System.Diagnostics;

namespace Connectivity.Landscape.Proofs;

/// <summary>
/// A ConfigMap of the proofs' own, and a <c>kubectl get --watch</c> on it that stays open: one connection, from its beginning to its end.
/// </summary>
internal sealed class ConfigMapWatch : IAsyncDisposable
{
    private const string Name = "watched";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Kubectl _kubectl;
    private readonly string _namespace;
    private readonly Process _watch;
    private int _value;

    private ConfigMapWatch(Kubectl kubectl, string namespaceName)
    {
        _kubectl = kubectl;
        _namespace = namespaceName;
        _watch = kubectl.Start("get", "configmap", Name, "-n", namespaceName, "--watch", "-o", "jsonpath={.data.value}{\"\\n\"}");
        // Nobody reads it, but a full pipe would stop kubectl.
        _watch.ErrorDataReceived += (_, _) => { };
        _watch.BeginErrorReadLine();
    }

    /// <summary>Makes a namespace with a ConfigMap and watches it.</summary>
    public static async Task<ConfigMapWatch> StartAsync(Kubectl kubectl, CancellationToken cancellation)
    {
        var namespaceName = $"proof-{Guid.NewGuid():N}"[..14];
        await kubectl.RunAsync(cancellation, "create", "namespace", namespaceName);
        await kubectl.RunAsync(cancellation, "create", "configmap", Name, "-n", namespaceName, "--from-literal=value=0");
        var watch = new ConfigMapWatch(kubectl, namespaceName);
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

    /// <summary>Changes the ConfigMap over a connection of its own, and waits until the watch that is open tells of it.</summary>
    /// <exception cref="LandscapeException">The watch has ended, or tells nothing.</exception>
    public Task ProveAliveAsync(CancellationToken cancellation) => ProveAliveAsync(_kubectl, cancellation);

    /// <summary>The same, with the change made on another way to the shoot than the watch's.</summary>
    /// <exception cref="LandscapeException">The watch has ended, or tells nothing.</exception>
    public async Task ProveAliveAsync(Kubectl writer, CancellationToken cancellation)
    {
        var value = $"{++_value}";
        await writer.RunAsync(
            cancellation, "patch", "configmap", Name, "-n", _namespace, "--type=merge", "-p", $$$"""{"data":{"value":"{{{value}}}"}}""");
        await ReadUntilAsync(value, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Kill();
        await _watch.WaitForExitAsync();
        _watch.Dispose();
        await _kubectl.TryRunAsync(CancellationToken.None, "delete", "namespace", _namespace, "--wait=false");
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
