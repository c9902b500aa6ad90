using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Connectivity.Landscape.Proofs;

/// <summary>A <c>kubectl logs -f</c> on a pod of the workload, which writes numbered lines: none may be missing, none may come twice.</summary>
internal sealed partial class FollowedLog : IDisposable
{
    private readonly Process _process;

    private FollowedLog(Process process) => _process = process;

    /// <summary>The number of the line that was read last; 0 before the first.</summary>
    public int Last { get; private set; }

    /// <summary>Follows the log from its last line on.</summary>
    public static FollowedLog Start(Kubectl kubectl, string pod) =>
        new(kubectl.Start("logs", "--follow", "--tail=1", "-n", Workload.Namespace, pod));

    /// <summary>The number of the line that the log ends with now, over a connection of its own.</summary>
    public static async Task<int> NewestAsync(Kubectl kubectl, string pod, CancellationToken cancellation) =>
        Number(await kubectl.RunAsync(cancellation, "logs", "--tail=1", "-n", Workload.Namespace, pod));

    /// <summary>Reads some lines more.</summary>
    /// <exception cref="LandscapeException">One is missing or comes twice, or the log has ended.</exception>
    public async Task ReadOnAsync(int lines, CancellationToken cancellation)
    {
        for (var read = 0; read < lines; read++)
        {
            var tick = Number(await _process.StandardOutput.ReadLineAsync(cancellation) ?? await ErrorAsync(cancellation));
            Proof.Demand(Last == 0 || tick == Last + 1, $"after line {Last} of the log came line {tick}");
            Last = tick;
        }
    }

    /// <summary>Reads until a line has come.</summary>
    /// <exception cref="LandscapeException">One is missing or comes twice, or the log has ended.</exception>
    public async Task ReadToAsync(int line, CancellationToken cancellation)
    {
        while (Last < line)
            await ReadOnAsync(1, cancellation);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static int Number(string line)
    {
        var tick = Tick().Match(line);
        Proof.Demand(tick.Success, $"the log has the line '{line}'");
        return int.Parse(tick.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
    }

    private async Task<string> ErrorAsync(CancellationToken cancellation) =>
        throw new LandscapeException($"the log has ended: {await _process.StandardError.ReadToEndAsync(cancellation)}");

    [GeneratedRegex(@"^tick (?<number>\d{1,9})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tick();
}
