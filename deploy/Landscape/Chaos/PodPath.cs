using System.Globalization;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Chaos;

/// <summary>The path that one of <see cref="CallingPods"/> tries. Its log is read past the gateway, once the tunnel works again.</summary>
/// <param name="shoot">The shoot.</param>
/// <param name="node">The pod's node.</param>
/// <param name="kubectl">A kubectl on the shoot, past the gateway.</param>
internal sealed class PodPath(Shoot shoot, NodeName node, Kubectl kubectl) : TriedPath(shoot, PathKind.Pod, node)
{
    private const int Enough = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    private string _pod = "";
    private DateTimeOffset _start;
    private IReadOnlyList<Attempt> _attempts = [];

    public override async Task StartAsync(CancellationToken cancellation)
    {
        _start = DateTimeOffset.UtcNow;
        _pod = await Workload.PodOnAsync(kubectl, Node!, cancellation, CallingPods.Name);
        await WaitUntilWorkingAsync(_start, cancellation);
    }

    public override async Task WaitUntilWorkingAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        while (!IsWorking(since))
        {
            await Task.Delay(Interval, cancellation);
            var (exitCode, output, _) = await kubectl.TryRunAsync(
                cancellation, "logs", "-n", Workload.Namespace, _pod, "--timestamps", $"--since-time={_start:yyyy-MM-ddTHH:mm:ssZ}");
            if (exitCode == 0)
                _attempts = Parse(output);
        }
    }

    public override Task<IReadOnlyList<Attempt>> StopAsync() => Task.FromResult(_attempts);

    /// <summary>Reads the tries out of the log, whose lines begin with the time.</summary>
    internal static IReadOnlyList<Attempt> Parse(string log)
    {
        var attempts = new List<Attempt>();
        foreach (var line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank < 0 || !DateTimeOffset.TryParse(line.AsSpan(0, blank), CultureInfo.InvariantCulture, out var time))
                continue;
            // It began after the one before had ended.
            var said = line[(blank + 1)..];
            attempts.Add(new Attempt(attempts.Count > 0 ? attempts[^1].Ended : time, time, said == CallingPods.Success ? null : said));
        }

        return attempts;
    }

    private bool IsWorking(DateTimeOffset since) =>
        _attempts.TakeLast(Enough).Count(attempt => attempt.Failure is null && attempt.Started >= since) == Enough;
}
