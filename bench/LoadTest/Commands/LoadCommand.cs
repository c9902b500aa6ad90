using System.Runtime.InteropServices;
using Connectivity.LoadTest.LiveLoad;
using Connectivity.LoadTest.Results;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Commands;

/// <summary><c>load</c>: loads a gateway or tunnel that runs somewhere, and reports.</summary>
internal static class LoadCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 1 when it could not begin, or nothing has succeeded.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var wanted = LoadOptions.Parse(words);
        await Console.Error.WriteLineAsync($"{LoadPlanWords.Announcement(wanted.Plan)} Ctrl-C ends it with a report.");
        if (wanted.Plan.Insecure)
            await Console.Error.WriteLineAsync("Servers' certificates are taken as they are.");
        using var stop = new CancellationTokenSource();
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        try
        {
            var outcome = await new Coordinator(wanted.Plan, LiveFigures.Show, stop.Token).RunAsync();
            ResultsOutput.Write(LoadResultsOf.Make(outcome, VersionReader.OfGenerator(Prerequisites.FindRoot())), wanted.Json, wanted.Markdown);
            return outcome.Total is { Latencies.Count: 0, Bytes: 0 } ? 1 : 0;
        }
        catch (LoadFailureException e)
        {
            await Console.Error.WriteLineAsync($"It could not begin, or a part of it has failed: {e.Message}");
            return 1;
        }
    }
}
