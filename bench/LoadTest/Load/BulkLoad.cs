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
    private long _bytes;
    private volatile bool _over;
    private volatile Exception? _failure;

    /// <summary>Starts.</summary>
    /// <param name="connect">Makes a stream.</param>
    /// <param name="streams">How many.</param>
    /// <param name="down">From the target, or to it.</param>
    public BulkLoad(Func<LoadConnection> connect, int streams, bool down)
    {
        _down = down;
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
            connection.Send([(byte)(_down ? TargetMode.Source : TargetMode.Sink)]);
            var buffer = new byte[_connections.Length > ManyStreams ? SmallPieceBytes : PieceBytes];
            while (!_over)
                Interlocked.Add(ref _bytes, _down ? ReceiveSome(connection, buffer) : SendAll(connection, buffer));
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
