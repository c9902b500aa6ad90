using System.Diagnostics;
using System.Globalization;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Measuring;

namespace Connectivity.LoadTest.Setting;

/// <summary>A load that runs on several generators until it is disposed of.</summary>
internal sealed class FleetLoad : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static int _count;

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"load{++_count}");
    private readonly ChildProcess[] _generators;
    private LoadMark[] _begin = [];

    /// <summary>Starts it on all at the same time, and waits for each.</summary>
    /// <exception cref="IOException">It did not get through.</exception>
    public FleetLoad(IReadOnlyCollection<(ChildProcess Generator, LoadOrder Order)> shares)
    {
        _generators = [.. shares.Select(static s => s.Generator)];
        try
        {
            foreach (var answer in shares.AsParallel().WithDegreeOfParallelism(_generators.Length).Select(s => s.Generator.Ask($"open {_name} {s.Order}", Patience)).ToArray())
            {
                if (answer != GeneratorProgram.Ready)
                    throw new IOException(answer);
            }

            _ = Ask("go");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What counts begins.</summary>
    public void Begin()
    {
        _ = TakeLatencies();
        _begin = Mark();
    }

    /// <summary>What counts ends. May be called again, for all since the beginning.</summary>
    public LoadCount End()
    {
        var end = Mark();
        var count = new LoadCount(0, 0, 0, 0, "-");
        for (var i = 0; i < end.Length; i++)
        {
            var seconds = (end[i].Time - _begin[i].Time) / (double)Stopwatch.Frequency;
            var (done, bytes) = (end[i].Done - _begin[i].Done, end[i].Bytes - _begin[i].Bytes);
            count = new LoadCount(
                count.Done + done,
                count.PerSecond + (done / seconds),
                count.BytesPerSecond + (bytes / seconds),
                count.Failures + end[i].Failures - _begin[i].Failures,
                end[i].Failures > _begin[i].Failures ? end[i].Failure : count.Failure);
        }

        return count;
    }

    /// <summary>Latencies since they were last taken.</summary>
    public LatencyHistogram TakeLatencies()
    {
        var all = new LatencyHistogram();
        foreach (var answer in Ask("latencies"))
            all.Add(LatencyHistogram.Parse(answer));
        return all;
    }

    /// <inheritdoc/>
    public void Dispose() => Ask("close");

    private LoadMark[] Mark() => [.. Ask("mark").Select(LoadMark.Parse)];

    private IEnumerable<string> Ask(string what) => _generators.Select(g => g.Ask($"{what} {_name}", Patience)).ToArray();
}

/// <summary>What a span of time brought.</summary>
/// <param name="Done">Events.</param>
/// <param name="PerSecond">Events a second.</param>
/// <param name="BytesPerSecond">Bytes a second.</param>
/// <param name="Failures">Connections that failed.</param>
/// <param name="Failure">What one of them met with.</param>
internal sealed record LoadCount(long Done, double PerSecond, double BytesPerSecond, long Failures, string Failure)
{
    /// <summary>The same, if nothing failed.</summary>
    /// <exception cref="IOException">Something did.</exception>
    public LoadCount Flawless() => Failures == 0 ? this : throw new IOException($"{Failures} connections failed, one with '{Failure}'.");
}

/// <summary>A generator's counters at a time.</summary>
internal readonly record struct LoadMark(long Time, long Done, long Bytes, long Failures, string Failure)
{
    /// <summary>Reads the generator's answer.</summary>
    public static LoadMark Parse(string line) => line.Split(' ', 5) is [var time, var done, var bytes, var failures, var failure]
        ? new LoadMark(Number(time), Number(done), Number(bytes), Number(failures), failure)
        : throw new FormatException($"'{line}' is no mark.");

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
