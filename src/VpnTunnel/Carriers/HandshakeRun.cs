using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>
/// A TLS handshake whose steps run on the thread pool, since each costs the loop as much time as hundreds of relayed messages. The loop waits for the
/// client; a pool thread only ever computes. One of the two holds the connection at a time.
/// </summary>
/// <param name="tls">The connection.</param>
/// <param name="socket">Its socket.</param>
/// <param name="loop">Where the owner lives.</param>
/// <param name="owner">Gets a turn when a step is done.</param>
internal sealed class HandshakeRun(TlsConnection tls, int socket, EventLoop loop, Pollable owner)
{
    private const int HeldByLoop = 0;
    private const int HeldByPool = 1;
    private const int GivenUp = 2;

    private int _holder = HeldByLoop;
    private bool _isDue;
    private TlsStep _step = TlsStep.WantRead;

    /// <summary>Whether a pool thread is at work, so that nobody else may touch the connection.</summary>
    public bool IsRunning => Volatile.Read(ref _holder) == HeldByPool;

    /// <summary>What came of the last step. Read it when none is running.</summary>
    public TlsStep Step => _step;

    /// <summary>Whether the socket told something while a step ran, so that another is due at once.</summary>
    public bool IsDue => _isDue;

    /// <summary>The socket has told something: makes a step, now or after the one that is running.</summary>
    public void MakeStep()
    {
        _isDue = IsRunning;
        if (_isDue)
            return;
        Volatile.Write(ref _holder, HeldByPool);
        ThreadPool.UnsafeQueueUserWorkItem(static run => run.RunStep(), this, preferLocal: false);
    }

    /// <summary>The owner is gone.</summary>
    /// <returns>Whether the pool thread at work closes the connection; else that is for the caller to do.</returns>
    public bool TryGiveUp() => Interlocked.CompareExchange(ref _holder, GivenUp, HeldByPool) == HeldByPool;

    private void RunStep()
    {
        try
        {
            _step = tls.Handshake();
        }
#pragma warning disable CA1031 // One client's handshake must not take down the process; the owner learns that it failed.
        catch (Exception)
#pragma warning restore CA1031
        {
            _step = TlsStep.Failed;
        }

        if (Interlocked.CompareExchange(ref _holder, HeldByLoop, HeldByPool) == GivenUp)
        {
            tls.Dispose();
            TcpSocket.Reset(socket);
            return;
        }

        // A loop that takes nothing more has ended, or its owner's deadline will do.
        loop.TryPost(l => l.Enqueue(owner));
    }
}
