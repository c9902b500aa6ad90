using System.Text.RegularExpressions;

namespace Connectivity.Landscape.Proofs;

/// <summary>What must hold of kubectl on a pod of a shoot: each of it is a stream from kube-apiserver to the node's kubelet.</summary>
/// <param name="kubectl">A kubectl on the shoot, in which the workload runs.</param>
internal sealed partial class PodProofs(Kubectl kubectl)
{
    /// <summary>How much goes through one exec, each way.</summary>
    public const int BulkBytes = 50_000_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BulkLimit = TimeSpan.FromMinutes(2);

    /// <summary><c>kubectl exec</c> runs a command in the pod and shows what it says.</summary>
    public async Task ExecutesAsync(CancellationToken cancellation) =>
        await ExecutesInAsync(await Workload.PodAsync(kubectl, cancellation), cancellation);

    /// <summary>The same, in a pod of the caller's choice.</summary>
    public async Task ExecutesInAsync(string pod, CancellationToken cancellation)
    {
        var (exitCode, output, error) = await ExecAsync(pod, cancellation, "hostname");
        Proof.Demand(exitCode == 0 && output.Trim() == pod, $"exec of hostname ended with {exitCode}, said '{output.Trim()}' and '{error.Trim()}'");
    }

    /// <summary>The exit code of a command in the pod is kubectl's.</summary>
    public async Task PassesExitCodesAsync(CancellationToken cancellation)
    {
        const int Expected = 7;
        var pod = await Workload.PodAsync(kubectl, cancellation);
        var (exitCode, _, error) = await ExecAsync(pod, cancellation, "sh", "-c", $"exit {Expected}");
        Proof.Demand(exitCode == Expected, $"a command that ends with {Expected} came to {exitCode}: {error.Trim()}");
    }

    /// <summary>What goes in through <c>exec -i</c> comes out as it was, much of it in both directions at a time.</summary>
    public Task CarriesBulkAsync(CancellationToken cancellation) => CarriesBulkAsync(_ => Task.CompletedTask, cancellation);

    /// <summary>The same, while something is done.</summary>
    /// <param name="passing">Is told how much has come out so far.</param>
    /// <param name="cancellation">Ends the proof.</param>
    public async Task CarriesBulkAsync(Func<long, Task> passing, CancellationToken cancellation)
    {
        var pod = await Workload.PodAsync(kubectl, cancellation);
        await Proof.WithinAsync(BulkLimit, inner => kubectl.WhileRunningAsync(
            ["exec", "-i", "-n", Workload.Namespace, pod, "--", "cat"],
            async process =>
            {
                var sending = RandomBytes.WriteAsync(process.StandardInput, BulkBytes, inner);
                var (length, received) = await RandomBytes.HashAsync(process.StandardOutput.BaseStream, inner, passing);
                var sent = await sending;
                Proof.Demand(length == BulkBytes && received == sent, $"{BulkBytes} bytes went in ({sent}), {length} came out ({received})");
                return length;
            },
            input: true), cancellation);
    }

    /// <summary><c>exec -it</c> gives the command a terminal.</summary>
    public async Task HasATerminalAsync(CancellationToken cancellation)
    {
        var pod = await Workload.PodAsync(kubectl, cancellation);
        var said = await Proof.WithinAsync(Limit, inner => Processes.ShortCommand.RunAsync(
            kubectl.OnTerminal("exec", "-it", "-n", Workload.Namespace, pod, "--", "sh", "-c", "test -t 1 && tty"), inner), cancellation);
        Proof.Demand(said.Contains("/dev/pts/", StringComparison.Ordinal), $"no terminal: '{said.Trim()}'");
    }

    /// <summary><c>logs -f</c> shows lines as they are written, none missing.</summary>
    public async Task FollowsLogsAsync(CancellationToken cancellation)
    {
        const int Lines = 10;
        var pod = await Workload.PodAsync(kubectl, cancellation);
        await Proof.WithinAsync(Limit, async inner =>
        {
            using var log = FollowedLog.Start(kubectl, pod);
            await log.ReadOnAsync(Lines, inner);
            return log.Last;
        }, cancellation);
    }

    /// <summary><c>port-forward</c> leads a local port to the pod's.</summary>
    public async Task ForwardsPortsAsync(CancellationToken cancellation)
    {
        var pod = await Workload.PodAsync(kubectl, cancellation);
        var page = await Proof.WithinAsync(Limit, inner => kubectl.WhileRunningAsync(
            ["port-forward", "--address=127.0.0.1", "-n", Workload.Namespace, $"pod/{pod}", $":{Workload.PodPort}"],
            async process =>
            {
                var line = await process.StandardOutput.ReadLineAsync(inner) ?? await process.StandardError.ReadToEndAsync(inner);
                var port = ForwardedPort().Match(line);
                Proof.Demand(port.Success, $"no port is forwarded: {line}");
                using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
                return await http.GetStringAsync(new Uri($"http://127.0.0.1:{port.Groups["port"].Value}/"), inner);
            }), cancellation);
        Proof.Demand(page.Trim() == Workload.Page, $"the pod answered '{page.Trim()}'");
    }

    /// <summary><c>kubectl cp</c> takes a file there and back.</summary>
    public async Task CopiesFilesAsync(CancellationToken cancellation)
    {
        const int Length = 5_000_000;
        var pod = await Workload.PodAsync(kubectl, cancellation);
        var directory = Directory.CreateTempSubdirectory("landscape-cp-").FullName;
        try
        {
            var (there, back) = (Path.Combine(directory, "there"), Path.Combine(directory, "back"));
            await File.WriteAllBytesAsync(there, RandomBytes.Make(Length), cancellation);
            await CopyAsync(there, $"{Workload.Namespace}/{pod}:/tmp/copied", cancellation);
            await CopyAsync($"{Workload.Namespace}/{pod}:/tmp/copied", back, cancellation);
            var (sent, received) = (await File.ReadAllBytesAsync(there, cancellation), await File.ReadAllBytesAsync(back, cancellation));
            Proof.Demand(sent.AsSpan().SequenceEqual(received), "what came back is not what went there");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Runs a command in the pod.</summary>
    public Task<KubectlResult> ExecAsync(string pod, CancellationToken cancellation, params IEnumerable<string> command) =>
        Proof.WithinAsync(Limit, inner => kubectl.TryRunAsync(inner, ["exec", "-n", Workload.Namespace, pod, "--", .. command]), cancellation);

    private Task<string> CopyAsync(string from, string to, CancellationToken cancellation) =>
        Proof.WithinAsync(Limit, inner => kubectl.RunAsync(inner, "cp", from, to), cancellation);

    [GeneratedRegex(@"Forwarding from 127\.0\.0\.1:(?<port>\d{1,5}) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForwardedPort();
}
