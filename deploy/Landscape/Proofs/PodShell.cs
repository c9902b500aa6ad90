using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Connectivity.Landscape.Proofs;

/// <summary>
/// A shell in a pod on a terminal, for <c>kubectl exec -it</c>, as someone has it who types. Its commands count themselves in the shell:
/// one that ran twice, or in another shell, would be seen.
/// </summary>
internal sealed partial class PodShell : IDisposable
{
    // What is typed is shown, too; only what the command says has a number there.
    private const string Command = "n=$((n+1)); echo said-$n";
    private const int BufferChars = 4096;

    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private readonly char[] _buffer = new char[BufferChars];
    private int _typed;

    private PodShell(Process process) => _process = process;

    /// <summary>Opens a shell in a pod.</summary>
    public static PodShell Start(Kubectl kubectl, string pod)
    {
        var line = kubectl.OnTerminal("exec", "-it", "-n", Workload.Namespace, pod, "--", "sh");
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new PodShell(Process.Start(start) ?? throw new LandscapeException("script(1) did not start"));
    }

    /// <summary>Types a command.</summary>
    public Task TypeAsync(CancellationToken cancellation)
    {
        _typed++;
        return TypeLineAsync(Command, cancellation);
    }

    /// <summary>Waits until every command that was typed has given its output.</summary>
    /// <exception cref="LandscapeException">The shell has ended.</exception>
    public async Task ReadAnswersAsync(CancellationToken cancellation)
    {
        while (!Said().Contains(_typed))
            Proof.Demand(await ReadAsync(cancellation), $"the shell has ended: {Shown}");
    }

    /// <summary>Leaves the shell, and looks at all that it has shown: each command's output once, in order.</summary>
    /// <exception cref="LandscapeException">It is not so.</exception>
    public async Task LeaveAsync(CancellationToken cancellation)
    {
        await TypeLineAsync("exit", cancellation);
        while (await ReadAsync(cancellation))
        {
        }

        await _process.WaitForExitAsync(cancellation);
        Proof.Demand(_process.ExitCode == 0, $"the shell ended with {_process.ExitCode}: {Shown}");
        Proof.Demand(Said().SequenceEqual(Enumerable.Range(1, _typed)), $"{_typed} commands were typed; the terminal shows: {Shown}");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string Shown => Unprintable().Replace(_shown.ToString(), "");

    private IEnumerable<int> Said() =>
        Answer().Matches(_shown.ToString()).Select(match => int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));

    private async Task TypeLineAsync(string line, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteAsync($"{line}\n".AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
    }

    private async Task<bool> ReadAsync(CancellationToken cancellation)
    {
        var read = await _process.StandardOutput.ReadAsync(_buffer, cancellation);
        _shown.Append(_buffer, 0, read);
        return read > 0;
    }

    // Complete once its line has ended: said-1 may be the beginning of said-17.
    [GeneratedRegex(@"said-(?<number>\d{1,9})\r?\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answer();

    [GeneratedRegex(@"[^\n\x20-\x7e]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unprintable();
}
