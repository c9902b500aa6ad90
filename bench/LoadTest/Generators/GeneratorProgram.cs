using System.Diagnostics;
using System.Globalization;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectivity.LoadTest.Generators;

/// <summary>
/// One of the processes that make load, started as <c>generate</c>. Does what lines on its standard input say, answers each with a line, and ends with the input:
/// <c>open NAME ORDER</c>, <c>go NAME</c> when it is to begin, <c>mark NAME</c> (time, events, bytes, failures), <c>latencies NAME</c> (those since they were
/// last asked for), <c>close NAME</c>.
/// </summary>
internal static class GeneratorProgram
{
    /// <summary>What it says when it is there, and has done what it was told to.</summary>
    public const string Ready = "ready";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync()
    {
        FileLimit.RaiseToHard();
        using var loops = new EventLoopGroup(1, maxPipesPerLoop: 0, TimeProvider.System, NullLogger.Instance);
        var runs = new Dictionary<string, LoadRun>();
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            try
            {
                Console.WriteLine(await AnswerAsync(loops, runs, line.Split(' ', 3)));
            }
            catch (Exception e) when (e is IOException or TimeoutException or FormatException)
            {
                Console.WriteLine($"failed: {e.Message}");
            }
        }

        return 0;
    }

    private static async Task<string> AnswerAsync(EventLoopGroup loops, Dictionary<string, LoadRun> runs, string[] words)
    {
        switch (words)
        {
            case ["open", var name, var order]:
                var run = runs[name] = LoadRuns.Make(loops.Loops[0], LoadOrder.Parse(order));
                await AskAsync(loops, loop => { run.Start(); return true; });
                await run.Open.WaitAsync(Patience);
                return Ready;
            case ["go", var name]:
                return await AskAsync(loops, _ => { runs[name].Go(); return Ready; });
            case ["mark", var name]:
                return await AskAsync(loops, _ => Mark(runs[name]));
            case ["latencies", var name]:
                return (await AskAsync(loops, _ => runs[name].TakeLatencies())).ToString();
            case ["close", var name]:
                if (runs.Remove(name, out var ended))
                    await AskAsync(loops, _ => { ended.Stop(); return true; });
                return Ready;
            default:
                throw new FormatException($"'{string.Join(' ', words)}' is no command.");
        }
    }

    private static async Task<T> AskAsync<T>(EventLoopGroup loops, Func<EventLoop, T> question) =>
        (await loops.AskAllAsync(question, CancellationToken.None))[0];

    private static string Mark(LoadRun run) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {run.Done} {run.Bytes} {run.Failures} {run.Failure}");
}
