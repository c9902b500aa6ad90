using System.Diagnostics;

namespace Connectivity.Landscape.Proofs;

/// <summary>What a kubectl command came to.</summary>
internal sealed record KubectlResult(int ExitCode, string Output, string Error);

/// <summary>Runs the real kubectl, here on one kubeconfig or in a pod.</summary>
internal sealed class Kubectl
{
    private readonly string[] _command;
    private readonly string[] _timeout;

    /// <summary>A kubectl on a kubeconfig.</summary>
    /// <param name="binary">Its path.</param>
    /// <param name="kubeconfig">The cluster and the user.</param>
    /// <param name="cache">Where it may keep what it has discovered, so that the user's own cache stays clean.</param>
    public Kubectl(string binary, string kubeconfig, string cache)
        : this([binary, $"--kubeconfig={kubeconfig}", $"--cache-dir={cache}"], ["--request-timeout=20s"])
    {
    }

    private Kubectl(string[] command, string[] timeout) => (_command, _timeout) = (command, timeout);

    /// <summary>
    /// The kubectl of a pod of <see cref="ClientPods"/>, which this one runs there. It is told nothing on its command line, not even a
    /// timeout: it would look for no service account then.
    /// </summary>
    public Kubectl InPod(string pod) => new([.. CommandLine("exec", "-n", Workload.Namespace, pod, "--", "kubectl")], []);

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

    /// <summary>Makes or changes objects.</summary>
    /// <exception cref="LandscapeException">The server refused.</exception>
    public async Task ApplyAsync(string manifest, CancellationToken cancellation)
    {
        var result = await TryAsync(manifest, cancellation, "apply", "--filename=-");
        if (result.ExitCode != 0)
            throw new LandscapeException($"kubectl apply ended with {result.ExitCode}: {result.Error.Trim()}");
    }

    /// <summary>Runs a command to its end, whatever that is.</summary>
    public Task<KubectlResult> TryRunAsync(CancellationToken cancellation, params IEnumerable<string> arguments) =>
        ExecuteAsync(null, [.. _timeout, .. arguments], cancellation);

    /// <summary>The same, with a manifest as its standard input.</summary>
    public Task<KubectlResult> TryAsync(string manifest, CancellationToken cancellation, params IEnumerable<string> arguments) =>
        ExecuteAsync(manifest, [.. _timeout, .. arguments], cancellation);

    /// <summary>Runs a command that goes on, works with it, and ends it.</summary>
    public async Task<T> WhileRunningAsync<T>(IEnumerable<string> arguments, Func<Process, Task<T>> work, bool input = false)
    {
        using var process = Start(arguments, input);
        try
        {
            return await work(process);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>The command line of a kubectl command.</summary>
    public IReadOnlyList<string> CommandLine(params IEnumerable<string> arguments) =>
        [.. _command, .. arguments];

    /// <summary>
    /// The same on a terminal of its own, which script(1) makes: what goes into its standard input is typed, what comes out was shown.
    /// </summary>
    public IReadOnlyList<string> OnTerminal(params IEnumerable<string> arguments) =>
        ["script", "--quiet", "--return", "--command", string.Join(' ', CommandLine(arguments).Select(ShellQuoted)), "/dev/null"];

    /// <summary>Starts a command that goes on, with its output to read.</summary>
    public Process Start(params IEnumerable<string> arguments) => Start(arguments, input: false);

    private Process Start(IEnumerable<string> arguments, bool input)
    {
        var line = CommandLine(arguments);
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = input,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new LandscapeException($"{line[0]} did not start");
    }

    private async Task<KubectlResult> ExecuteAsync(string? input, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var process = Start(arguments, input is not null);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            if (input is not null)
                await WriteAsync(process.StandardInput, input, cancellation);
            await process.WaitForExitAsync(cancellation);
            return new KubectlResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static string ShellQuoted(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static async Task WriteAsync(StreamWriter writer, string input, CancellationToken cancellation)
    {
        try
        {
            await writer.WriteAsync(input.AsMemory(), cancellation);
            writer.Close();
        }
        catch (IOException)
        {
            // It has ended without reading: its exit code says why.
        }
    }
}
