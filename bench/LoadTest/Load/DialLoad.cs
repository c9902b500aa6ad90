using System.Diagnostics;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Load;

/// <summary>Connections that are made, echo a message once and are closed, one after the other on each of some threads.</summary>
internal sealed class DialLoad : IDisposable
{
    private const int MessageBytes = 64;

    private readonly List<Thread> _threads = [];
    private readonly Func<LoadConnection> _connect;
    private long _done;
    private volatile bool _over;
    private volatile Exception? _failure;

    /// <summary>Starts.</summary>
    public DialLoad(Func<LoadConnection> connect, int parallel)
    {
        _connect = connect;
        for (var i = 0; i < parallel; i++)
        {
            var thread = new Thread(DialOn) { IsBackground = true };
            thread.Start();
            _threads.Add(thread);
        }
    }

    /// <summary>Connections done until now.</summary>
    /// <exception cref="IOException">One has failed.</exception>
    public long Done => _failure is null ? Interlocked.Read(ref _done) : throw new IOException("A connection failed.", _failure);

    /// <summary>Makes one connection, echoes a message and closes it.</summary>
    public static void DialOnce(Func<LoadConnection> connect, TimeSpan patience)
    {
        using var connection = connect();
        Span<byte> message = stackalloc byte[1 + MessageBytes];
        message[0] = (byte)TargetMode.Echo;
        connection.Send(message);
        if (!connection.WaitReadable(patience))
            throw new TimeoutException("The echo did not come.");
        connection.ReceiveAll(message[1..]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over = true;
        foreach (var thread in _threads)
            thread.Join();
    }

    private void DialOn()
    {
        try
        {
            while (!_over)
            {
                DialOnce(_connect, TimeSpan.FromSeconds(10));
                Interlocked.Increment(ref _done);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }
}
