using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Connectivity.LoadTest.Setting;

/// <summary>A program that runs in a namespace as long as this object lives. What it says is kept, bounded, for the case that it fails.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int KeptLines = 40;
    private const int MaxLine = 400;

    private static readonly Lock Gate = new();
    private static readonly HashSet<ChildProcess> Living = [];

    private readonly Process _process;
    private readonly Queue<string> _said = new();
    private readonly BlockingCollection<string> _answers = new(new ConcurrentQueue<string>(), KeptLines);
    private readonly string _name;

    private ChildProcess(string name, ProcessStartInfo start)
    {
        _name = name;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => KeepAnswer(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its process id: ip-netns(8) becomes the program.</summary>
    public int Id => _process.Id;

    /// <summary>Its last lines.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return string.Join('\n', _said);
        }
    }

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(NetworkNamespace host, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", host.Name, program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        lock (Gate)
        {
            var child = new ChildProcess(Path.GetFileName(program), start);
            Living.Add(child);
            return child;
        }
    }

    /// <summary>Kills all that live. No other thread can start or dispose of one any more: the program ends, and they would only be in the way.</summary>
    public static void KillAll()
    {
        Gate.Enter();
        foreach (var child in Living)
        {
            try
            {
                child._process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It has ended in this moment.
            }
        }
    }

    /// <summary>Ends when the condition holds.</summary>
    /// <exception cref="InvalidOperationException">It has ended before, or it took too long.</exception>
    public void WaitUntil(Func<bool> holds, TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > patience)
                throw new InvalidOperationException($"{_name} {(_process.HasExited ? "has ended" : "is not ready")}:\n{Said}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Tells it something.</summary>
    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Tells it something, and gives the line that it answers on standard output.</summary>
    /// <exception cref="InvalidOperationException">It does not answer in time.</exception>
    public string Ask(string line, TimeSpan patience)
    {
        while (_answers.TryTake(out _))
        {
        }

        Tell(line);
        return _answers.TryTake(out var answer, patience) ? answer : throw new InvalidOperationException($"{_name} does not answer '{line}':\n{Said}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
            Living.Remove(this);
        if (!_process.HasExited)
        {
            Shell.TryRun("kill", "-TERM", $"{Id}");
            if (!_process.WaitForExit(3000))
                _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _answers.Dispose();
    }

    private void KeepAnswer(string? line)
    {
        // Whoever says much and is never asked keeps the first lines there, to no harm.
        if (line is not null)
            _answers.TryAdd(line);
        // An answer may be as long as a histogram.
        Keep(line is { Length: > MaxLine } ? line[..MaxLine] : line);
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_said)
        {
            if (_said.Count == KeptLines)
                _said.Dequeue();
            _said.Enqueue(line);
        }
    }
}
