using System.Diagnostics;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Load;

/// <summary>Streams that move as much as they can, each on a thread of its own.</summary>
internal sealed class BulkLoad : IDisposable
{
    private const int PieceBytes = 256 * 1024;
    private const int ManyStreams = 64;
    private const int SmallPieceBytes = 16 * 1024;
    private const int StackBytes = 256 * 1024;

    private readonly List<Thread> _threads = [];
    private readonly LoadConnection[] _connections;
    private readonly bool _down;
    private readonly double _bytesPerSecond;
    private long _bytes;
    private volatile bool _over;
    private volatile Exception? _failure;

    /// <summary>Starts.</summary>
    /// <param name="connect">Makes a stream.</param>
    /// <param name="streams">How many.</param>
    /// <param name="down">From the target, or to it.</param>
    /// <param name="bytesPerSecond">What each stream takes at most; without bound by default.</param>
    public BulkLoad(Func<LoadConnection> connect, int streams, bool down, double bytesPerSecond = double.PositiveInfinity)
    {
        _down = down;
        _bytesPerSecond = bytesPerSecond;
        _connections = [.. Enumerable.Range(0, streams).Select(_ => connect())];
        foreach (var connection in _connections)
        {
            var thread = new Thread(() => Move(connection), StackBytes) { IsBackground = true };
            thread.Start();
            _threads.Add(thread);
        }
    }

    /// <summary>Bytes moved until now.</summary>
    /// <exception cref="IOException">A stream has failed.</exception>
    public long Bytes => _failure is null ? Interlocked.Read(ref _bytes) : throw new IOException("A bulk stream failed.", _failure);

    /// <inheritdoc/>
    public void Dispose()
    {
        _over = true;
        foreach (var connection in _connections)
            connection.Break();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private void Move(LoadConnection connection)
    {
        try
        {
            var isOneOfMany = _connections.Length > ManyStreams;
            var source = isOneOfMany ? TargetMode.OneSourceOfMany : TargetMode.Source;
            connection.Send([(byte)(_down ? source : TargetMode.Sink)]);
            var buffer = new byte[isOneOfMany || double.IsFinite(_bytesPerSecond) ? SmallPieceBytes : PieceBytes];
            var (begin, moved) = (Stopwatch.GetTimestamp(), 0L);
            while (!_over)
            {
                var some = _down ? ReceiveSome(connection, buffer) : SendAll(connection, buffer);
                Interlocked.Add(ref _bytes, some);
                moved += some;
                if (TimeSpan.FromSeconds(moved / _bytesPerSecond) - Stopwatch.GetElapsedTime(begin) is { Ticks: > 0 } early)
                    Thread.Sleep(early);
            }
        }
        catch (Exception e)
        {
            if (!_over)
                _failure = e;
        }
    }

    private int ReceiveSome(LoadConnection connection, byte[] buffer)
    {
        var received = connection.Receive(buffer);
        return received > 0 || _over ? received : throw new EndOfStreamException();
    }

    private static int SendAll(LoadConnection connection, byte[] buffer)
    {
        connection.Send(buffer);
        return buffer.Length;
    }
}
