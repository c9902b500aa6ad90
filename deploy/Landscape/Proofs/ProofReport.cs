using System.Diagnostics;
using System.Text;
using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Proofs;

/// <summary>A claim, how long it took to try, and why it failed; null where it was proven.</summary>
internal sealed record ProofResult(string Claim, TimeSpan Took, string? Failure);

/// <summary>Tries claims one by one, tells of each, and keeps the results.</summary>
internal sealed class ProofReport(Progress progress)
{
    private readonly List<ProofResult> _results = [];
    private readonly List<string> _leftOut = [];

    /// <summary>Whether every claim so far was proven.</summary>
    public bool AllProven => _results.TrueForAll(result => result.Failure is null);

    /// <summary>Tries a claim; a failure is a result, not an error.</summary>
    public async Task ProveAsync(string claim, Func<CancellationToken, Task> proof, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        string? failure = null;
        try
        {
            await proof(cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            // Whatever keeps a proof from succeeding is its failure, and the next claim is tried all the same.
            failure = error is LandscapeException ? error.Message : error.ToString();
        }

        Add(new ProofResult(claim, Stopwatch.GetElapsedTime(start), failure));
    }

    /// <summary>Says that something is not tried, and why.</summary>
    public void LeaveOut(string what, string reason)
    {
        _leftOut.Add($"left out: {what}; {reason}");
        progress.Say(_leftOut[^1]);
    }

    /// <summary>The results as a table.</summary>
    public string ToTable()
    {
        var width = _results.Max(result => result.Claim.Length);
        var table = new StringBuilder().Append("  ").Append("claim".PadRight(width)).AppendLine("  result      took");
        foreach (var (claim, took, failure) in _results)
            table.AppendLine($"  {claim.PadRight(width)}  {(failure is null ? "ok    " : "FAILED")}  {took.TotalMilliseconds,5:0} ms");
        foreach (var line in _leftOut)
            table.AppendLine($"  {line}");
        return table.Append($"  {_results.Count(result => result.Failure is null)} of {_results.Count} proven").ToString();
    }

    private void Add(ProofResult result)
    {
        _results.Add(result);
        progress.Say(result.Failure is null
            ? $"ok      {result.Claim} ({result.Took.TotalSeconds:0.0} s)"
            : $"FAILED  {result.Claim}: {result.Failure}");
    }
}
