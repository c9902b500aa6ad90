using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>A worker as the program that has started it sees it: this program again, in the role of one.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan PatienceForEnd = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    /// <summary>Starts one, and tells it the plan.</summary>
    public WorkerProcess(LoadPlan plan)
    {
        var program = Path.ChangeExtension(Assembly.GetExecutingAssembly().Location, null);
        var start = new ProcessStartInfo(program, [WorkerProgram.Name]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        Tell(JsonSerializer.Serialize(plan, WorkerContext.Default.LoadPlan));
    }

    /// <summary>The next thing it says; null when it has ended.</summary>
    public async Task<WorkerMessage?> HearAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync();
        return line is null ? null : JsonSerializer.Deserialize(line, WorkerContext.Default.WorkerMessage);
    }

    /// <summary>Tells it when to begin (<see cref="Stopwatch"/>: one clock for the whole machine).</summary>
    public void Begin(long timestamp) => Tell($"{timestamp}");

    /// <summary>Tells it to stop.</summary>
    public void Stop() => Tell("stop");

    /// <summary>Ends it whatever it does.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        Try(_process.StandardInput.Close);
        if (!_process.WaitForExit(PatienceForEnd))
            _process.Kill();
        _process.Dispose();
    }

    private void Tell(string line) => Try(() =>
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    });

    // One that has ended says so by its output.
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (IOException)
        {
        }
    }
}
