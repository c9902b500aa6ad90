using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Connectivity.TestKit.Network;

/// <summary>One direction of a connection through a <see cref="DelayProxy"/>.</summary>
internal sealed class DelayLine(Socket from, Socket to, DelayProxyOptions options, NetworkSwitch network, CancellationToken cut)
{
    private const int PieceBytes = 128 * 1024;

    // Less than any step that a test moves the clock by; where a real one has gone further between look and timer, it is looked at again.
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(0.5);

    private readonly Channel<Piece> _underWay = Channel.CreateBounded<Piece>(Math.Max(1, options.BufferBytes / PieceBytes));
    private readonly TimeProvider _time = options.Time;
    private long _held;
    private long _passed;
    private long _freeAt;

    private readonly record struct Piece(byte[] Bytes, int Length, long Due);

    /// <summary>Bytes that are under way.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Carries bytes until the end of the direction, which arrives after the last of them.</summary>
    public async Task RunAsync()
    {
        var receiving = ReceiveAsync();
        // What arrived before a reset is still delivered; a destination that fails ends it at once.
        await SendAsync();
        await receiving;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var bytes = ArrayPool<byte>.Shared.Rent(PieceBytes);
                var length = await from.ReceiveAsync(bytes.AsMemory(0, PieceBytes), SocketFlags.None, cut);
                await network.PassableAsync(cut);
                if (length == 0)
                    break;
                Interlocked.Add(ref _held, length);
                await _underWay.Writer.WriteAsync(new Piece(bytes, length, After(options.DelayEachWay)), cut);
            }

            await _underWay.Writer.WriteAsync(new Piece([], 0, After(options.DelayEachWay)), cut);
        }
        finally
        {
            _underWay.Writer.TryComplete();
        }
    }

    private async Task SendAsync()
    {
        await foreach (var piece in _underWay.Reader.ReadAllAsync(cut))
        {
            await WaitUntilAsync(Math.Max(piece.Due, _freeAt));
            await network.PassableAsync(cut);
            if (piece.Length == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (var sent = 0; sent < piece.Length;)
                sent += await to.SendAsync(piece.Bytes.AsMemory(sent, piece.Length - sent), SocketFlags.None, cut);
            ArrayPool<byte>.Shared.Return(piece.Bytes);
            // Before it counts as gone: who sees that nothing is under way can rely on what follows being late.
            Occupy(piece.Length);
            Interlocked.Add(ref _held, -piece.Length);
        }
    }

    /// <summary>How long these bytes keep the line busy, and whether one of them was lost.</summary>
    private void Occupy(int length)
    {
        var now = _time.GetTimestamp();
        if (options.BytesPerSecond > 0)
            _freeAt = Math.Max(_freeAt, now) + Ticks((double)length / options.BytesPerSecond);
        var stallsBefore = options.StallEveryBytes > 0 ? _passed / options.StallEveryBytes : 0;
        _passed += length;
        if (options.StallEveryBytes > 0 && _passed / options.StallEveryBytes > stallsBefore)
            _freeAt = Math.Max(_freeAt, now) + Ticks(options.StallTime.TotalSeconds);
    }

    private async ValueTask WaitUntilAsync(long due)
    {
        while (Left(due) is { Ticks: > 0 } left)
        {
            var delay = Task.Delay(left, _time, cut);
            // A clock that is moved by hand may have been between the look and the timer, which is too late then.
            if (left - Left(due) < ClockStep)
                await delay;
        }
    }

    private TimeSpan Left(long due) => _time.GetElapsedTime(_time.GetTimestamp(), due);

    private long After(TimeSpan delay) => _time.GetTimestamp() + Ticks(delay.TotalSeconds);

    private long Ticks(double seconds) => (long)(seconds * _time.TimestampFrequency);
}
