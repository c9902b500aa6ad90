using System.Runtime.InteropServices;
using Connectivity.LoadTest.Reporting;

namespace Connectivity.LoadTest.Setting;

/// <summary>Ctrl-C and SIGTERM while a run measures: its processes, namespaces and files go, and the program with them.</summary>
internal sealed class Interruption : IDisposable
{
    private const int ExitCode = 130;

    private readonly Bench _bench;
    private readonly PosixSignalRegistration[] _signals;
    private int _told;

    /// <summary>Begins to look out for them.</summary>
    public Interruption(Bench bench)
    {
        _bench = bench;
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _told, 1) != 0)
            return;
        Progress.Say("ended by hand; what was set up goes");
        ChildProcess.KillAll();
        _bench.Dispose();
        Environment.Exit(ExitCode);
    }
}
