using System.Diagnostics;

namespace Connectivity.Landscape.Output;

/// <summary>Tells what is happening, a line a step, with the time since the beginning.</summary>
/// <param name="write">Takes the lines; called from several threads, one at a time.</param>
internal sealed class Progress(Action<string> write)
{
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Writes a line.</summary>
    public void Say(string message)
    {
        var elapsed = Stopwatch.GetElapsedTime(_start);
        lock (_lock)
            write($"{(int)elapsed.TotalMinutes,3}:{elapsed.Seconds:00}  {message}");
    }

    /// <summary>Writes lines as they are.</summary>
    public void Print(string text)
    {
        lock (_lock)
            write(text);
    }
}
