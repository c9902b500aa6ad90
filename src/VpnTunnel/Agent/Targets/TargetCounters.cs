using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>Dials in numbers. Written on the loop, read by anyone.</summary>
internal sealed class TargetCounters
{
    private readonly long[] _failures = new long[(int)OpenFailure.Internal + 1];
    private long _connected;
    private long _cancelled;
    private long _echoes;
    private long _connectMs;
    private int _dialling;

    /// <summary>Dials under way.</summary>
    public int Dialling => Volatile.Read(ref _dialling);

    /// <summary>Dials that led to a connection.</summary>
    public long ConnectedTotal => Interlocked.Read(ref _connected);

    /// <summary>Time that those took in milliseconds, in all.</summary>
    public long ConnectMilliseconds => Interlocked.Read(ref _connectMs);

    /// <summary>Dials that the server took back.</summary>
    public long CancelledTotal => Interlocked.Read(ref _cancelled);

    /// <summary>Echo streams.</summary>
    public long EchoesTotal => Interlocked.Read(ref _echoes);

    /// <summary>Dials that failed for a reason.</summary>
    public long Failed(OpenFailure failure) => Interlocked.Read(ref _failures[(int)failure]);

    internal void SetDialling(int dials) => Volatile.Write(ref _dialling, dials);

    internal void CountConnected(long milliseconds)
    {
        Interlocked.Increment(ref _connected);
        Interlocked.Add(ref _connectMs, milliseconds);
    }

    internal void CountCancelled() => Interlocked.Increment(ref _cancelled);

    internal void CountEcho() => Interlocked.Increment(ref _echoes);

    internal void CountFailure(OpenFailure failure) => Interlocked.Increment(ref _failures[(int)failure]);
}
