using System.Diagnostics;

namespace Connectivity.Landscape.Proofs;

/// <summary>What a kubectl command came to.</summary>
internal sealed record KubectlResult(int ExitCode, string Output, string Error);

/// <summary>Runs the real kubectl on one kubeconfig.</summary>
/// <param name="binary">Its path.</param>
/// <param name="kubeconfig">The cluster and the user.</param>
/// <param name="cache">Where it may keep what it has discovered, so that the user's own cache stays clean.</param>
internal sealed class Kubectl(string binary, string kubeconfig, string cache)
{
    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="LandscapeException">It failed.</exception>
    /// <returns>Its standard output without the line break at the end.</returns>
    public async Task<string> RunAsync(CancellationToken cancellation, params IEnumerable<string> arguments)
    {
        var result = await TryRunAsync(cancellation, arguments);
        return result.ExitCode == 0
            ? result.Output.TrimEnd()
            : throw new LandscapeException($"kubectl {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error.Trim()}");
    }

    /// <summary>Runs a command to its end, whatever that is.</summary>
    public async Task<KubectlResult> TryRunAsync(CancellationToken cancellation, params IEnumerable<string> arguments)
    {
        using var process = Start(["--request-timeout=20s", .. arguments]);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new KubectlResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Starts a command that goes on, with its output to read.</summary>
    public Process Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(binary, [$"--kubeconfig={kubeconfig}", $"--cache-dir={cache}", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new LandscapeException($"{binary} did not start");
    }
}
