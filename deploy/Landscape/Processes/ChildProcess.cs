using System.Diagnostics;

namespace Connectivity.Landscape.Processes;

/// <summary>
/// A long-running process of the landscape. It leads a process group of its own, so a Ctrl-C reaches the landscape alone; it writes
/// its output to a file; and the kernel kills it when the landscape dies, however that happens.
/// </summary>
internal sealed class ChildProcess
{
    // The shell only opens the log: a pipe would end with the landscape, and someone would have to empty it.
    private const string Launch = "exec setsid setpriv --pdeathsig KILL -- \"$@\" </dev/null >>\"$0\" 2>&1";

    // Whatever the landscape's processes call is on this machine or behind a tunnel: a proxy that the environment names leads to none of it.
    private static readonly string[] ProxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

    private readonly TaskCompletionSource<ProcessIdentity> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProcessStartInfo _startInfo;

    private ChildProcess(string name, string logFile, IEnumerable<string> command)
    {
        Name = name;
        LogFile = logFile;
        _startInfo = new ProcessStartInfo("/bin/sh", ["-c", Launch, logFile, .. command]) { WorkingDirectory = "/" };
        foreach (var variable in ProxyVariables)
        {
            _startInfo.Environment.Remove(variable);
            _startInfo.Environment.Remove(variable.ToLowerInvariant());
        }
    }

    /// <summary>What the landscape calls it.</summary>
    public string Name { get; }

    /// <summary>Where its output goes.</summary>
    public string LogFile { get; }

    public ProcessIdentity Identity { get; private set; } = null!;

    /// <summary>Whether the landscape has asked it to end.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Its exit code, once it has ended.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts a program.</summary>
    /// <param name="name">What the landscape calls it.</param>
    /// <param name="logFile">Gets its standard output and error.</param>
    /// <param name="command">The program's path and its arguments.</param>
    public static async Task<ChildProcess> StartAsync(string name, string logFile, IEnumerable<string> command)
    {
        var child = new ChildProcess(name, logFile, command);
        // A thread for each: the signal on the parent's death is tied to the thread that started the child (prctl(2),
        // PR_SET_PDEATHSIG), so that thread has to live as long as the child does. A thread of the pool may not.
        new Thread(child.Run) { IsBackground = true, Name = name }.Start();
        child.Identity = await child._started.Task;
        return child;
    }

    /// <summary>Says that the process is about to end with another, and that this is no failure.</summary>
    public void ExpectEnd() => IsStopping = true;

    /// <summary>Asks the process to end, and kills it when it has not within a time.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        IsStopping = true;
        Signals.Send(Identity, Signals.Terminate);
        try
        {
            await Exited.WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            Signals.Send(Identity, Signals.Kill);
            await Exited;
        }
    }

    /// <summary>Kills the process, as a crash would, and waits for its end.</summary>
    public async Task KillAsync()
    {
        IsStopping = true;
        Signals.Send(Identity, Signals.Kill);
        await Exited;
    }

    /// <summary>The last lines of its output, to say why it failed.</summary>
    public string LogTail(int lines = 8) =>
        File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(lines)) : string.Empty;

    private void Run()
    {
        try
        {
            using var process = Process.Start(_startInfo) ?? throw new InvalidOperationException($"{Name} did not start");
            // Gone already: an identity that matches no process.
            _started.SetResult(ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, -1));
            process.WaitForExit();
            _exited.SetResult(process.ExitCode);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            _started.TrySetException(error);
        }
    }
}
