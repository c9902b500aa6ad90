using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>
/// A worker, as a process of its own: <c>load-worker</c>. Reads its plan, says when it is ready, begins at the time that it is told, and ends at the end of the plan or
/// of standard input, so that none is left when the program that has started it is gone.
/// </summary>
internal static class WorkerProgram
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "load-worker";

    private static readonly TimeSpan PatienceForPreparation = TimeSpan.FromMinutes(2);

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync()
    {
        // Ctrl-C reaches the whole group of processes: whoever has started this one says when to stop.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, static c => c.Cancel = true);
        try
        {
            var plan = JsonSerializer.Deserialize(await Console.In.ReadLineAsync() ?? "", WorkerContext.Default.LoadPlan)!;
            using var stop = new CancellationTokenSource();
            await using var worker = await Worker.CreateAsync(plan, stop.Token);
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(stop.Token))
            {
                patience.CancelAfter(PatienceForPreparation);
                await worker.PrepareAsync(patience.Token);
            }

            Say(new WorkerMessage { Word = WorkerWord.Ready });
            if (await Console.In.ReadLineAsync() is not { } begin || !long.TryParse(begin, CultureInfo.InvariantCulture, out var timestamp))
                return 0;
            _ = WatchInputAsync(stop);
            await worker.RunAsync(timestamp, Say);
            Say(new WorkerMessage { Word = WorkerWord.End, Samples = worker.Samples });
            return 0;
        }
        catch (Exception e)
        {
            Say(new WorkerMessage { Word = WorkerWord.Failed, Problem = $"{LoadFailures.KindOf(e)}: {e.Message}" });
            return 1;
        }
    }

    // Whatever comes, and the end too, means to stop. The console's reader blocks, also where its name says otherwise.
    private static async Task WatchInputAsync(CancellationTokenSource stop)
    {
        await Task.Factory.StartNew(Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private static void Say(WorkerMessage message)
    {
        Console.Out.WriteLine(message.ToLine());
        Console.Out.Flush();
    }
}
