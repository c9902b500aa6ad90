using System.Runtime.InteropServices;

namespace Connectivity.Shared.Hosting;

/// <summary>
/// The signals that an agent obeys: SIGTERM and SIGINT (end; the second one at once) and SIGHUP (read the configuration again).
/// Tests raise them on an instance of their own.
/// </summary>
public sealed class AgentSignals : IDisposable
{
    private readonly TaskCompletionSource<PosixSignal> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PosixSignal> _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PosixSignalRegistration[] _registrations = [];
    private int _reload;

    /// <summary>Completes with the first signal to end.</summary>
    public Task<PosixSignal> End => _first.Task;

    /// <summary>Completes with the second signal to end.</summary>
    public Task<PosixSignal> EndAtOnce => _second.Task;

    /// <summary>Listens to the signals of this process, whose default actions no longer take place.</summary>
    public static AgentSignals OfProcess()
    {
        var signals = new AgentSignals();
        signals._registrations =
        [
            .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP }.Select(signal =>
                PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true;
                    signals.Raise(context.Signal);
                })),
        ];
        return signals;
    }

    /// <summary>The number of a signal on Linux; 0 for one that agents do not obey.</summary>
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGTERM => 15,
        _ => 0,
    };

    /// <summary>Acts as if the signal had arrived.</summary>
    public void Raise(PosixSignal signal)
    {
        if (signal == PosixSignal.SIGHUP)
            Interlocked.Exchange(ref _reload, 1);
        else if (!_first.TrySetResult(signal))
            _second.TrySetResult(signal);
    }

    /// <summary>Whether SIGHUP has arrived since the last call.</summary>
    public bool TakeReload() => Interlocked.Exchange(ref _reload, 0) == 1;

    /// <summary>Gives the signals their default actions back.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
