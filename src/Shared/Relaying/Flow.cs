using System.Buffers;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.Relaying;

/// <summary>Why a <see cref="Flow"/> came to rest.</summary>
internal enum FlowRest
{
    /// <summary>Nothing to read, or no room to send: the next event goes on.</summary>
    Blocked,

    /// <summary>It had its share of this turn; more may be there.</summary>
    OutOfTurn,

    /// <summary>The source has ended and everything was sent on.</summary>
    Ended,

    /// <summary>The source failed; what it had received before was sent on.</summary>
    SourceFailed,

    /// <summary>The destination failed.</summary>
    DestinationFailed,
}

/// <summary>
/// One direction of a relay. Small transfers go through the loop's scratch memory; a flow that fills it goes over to splice(2). Between events it
/// holds nothing but what a full destination left over: at most one scratch of bytes, or a pipe.
/// </summary>
internal unsafe struct Flow
{
    /// <summary>Bytes a flow may move before the others on its loop have their turn.</summary>
    public const int TurnBytes = 1024 * 1024;

    // A first read that fills half the scratch memory is the sign of a bulk transfer.
    private const int CopyBytes = 32 * 1024;

    // Below this a splice costs more (two calls, and one more to learn that the source is empty) than a copy.
    private const int SpliceWorthBytes = 8 * 1024;

    // More than this goes into a pipe only if the destination has room for it: what a reader that stalls leaves in there stays.
    private const int HeldBytes = 256 * 1024;

    private byte[]? _leftover;
    private int _leftoverStart;
    private int _leftoverEnd;
    private Pipe? _pipe;
    private int _received;
    private bool _bulk;

    /// <summary>The source may have something: an event said so and no read has shown otherwise.</summary>
    public bool SourceReadable;

    /// <summary>The end of the source's stream is queued behind its bytes.</summary>
    public bool SourceEnding;

    /// <summary>The end of the source's stream was read.</summary>
    public bool SourceEnded;

    /// <summary>The destination took everything the last time.</summary>
    public bool DestinationWritable;

    /// <summary>Nothing moves here any more.</summary>
    public bool Finished;

    /// <summary>The error behind a failure.</summary>
    public int Error;

    /// <summary>Bytes sent on.</summary>
    public long Bytes;

    public readonly bool HasLeftover => _leftover is not null || _pipe is not null;

    /// <summary>Keeps bytes to be sent before anything else; the array is rented from the shared pool and is given back by the flow.</summary>
    public void SetLeftover(byte[] rented, int start, int end)
    {
        (_leftover, _leftoverStart, _leftoverEnd) = (rented, start, end);
    }

    /// <summary>Moves bytes until something blocks, ends, fails, or the turn is over.</summary>
    public FlowRest Run(EventLoop loop, int source, int destination)
    {
        var turnEnd = Bytes + TurnBytes;
        while (true)
        {
            if (HasLeftover)
            {
                if (!DestinationWritable)
                    return FlowRest.Blocked;
                if (!SendLeftover(loop, destination))
                    return FlowRest.DestinationFailed;
                continue;
            }

            if (SourceEnded)
                return FlowRest.Ended;
            if (!SourceReadable || !DestinationWritable)
                return FlowRest.Blocked;
            if (Bytes >= turnEnd)
                return FlowRest.OutOfTurn;
            if (!(_bulk && loop.Pipes.TryRent() is { } pipe ? Splice(loop, source, destination, pipe) : Receive(loop, source)))
                return FlowRest.SourceFailed;
            if (_received > 0 && !SendReceived(loop, destination))
                return FlowRest.DestinationFailed;
        }
    }

    /// <summary>Gives back all that is held; leftover bytes are dropped.</summary>
    public void Release(EventLoop loop)
    {
        Finished = true;
        if (_leftover is not null)
            ArrayPool<byte>.Shared.Return(_leftover);
        _leftover = null;
        if (_pipe is not null)
            loop.Pipes.Return(_pipe);
        _pipe = null;
    }

    /// <summary>Takes from the source into the scratch memory. False: the source failed.</summary>
    private bool Receive(EventLoop loop, int source)
    {
        var asked = _bulk ? EventLoop.ScratchBytes : CopyBytes;
        var received = TcpSocket.Receive(source, loop.ScratchStart, asked);
        if (received <= 0)
            return TakeEnd(received);
        _received = received;
        _bulk = received == asked;
        // A short read has emptied the source (epoll(7), edge-triggered), and a new arrival is a new event.
        SourceReadable = received == asked || SourceEnding;
        return true;
    }

    /// <summary>Takes from the source into the pipe. False: the source failed.</summary>
    private bool Splice(EventLoop loop, int source, int destination, Pipe pipe)
    {
        var moved = pipe.Fill(source, Math.Max(HeldBytes, TcpSocket.SendRoom(destination)));
        if (moved > 0)
        {
            _pipe = pipe;
            _bulk = moved >= SpliceWorthBytes;
            return true;
        }

        loop.Pipes.Return(pipe);
        return TakeEnd(moved);
    }

    private bool TakeEnd(int result)
    {
        if (result == 0)
            SourceEnded = true;
        else if (result == -Errno.EAGAIN)
            // Empty: an end that was queued would have shown.
            SourceReadable = SourceEnding = false;
        else
            Error = -result;
        return Error == 0;
    }

    /// <summary>Sends what is in the scratch memory and keeps what does not fit. False: the destination failed.</summary>
    private bool SendReceived(EventLoop loop, int destination)
    {
        var received = _received;
        _received = 0;
        var sent = TcpSocket.Send(destination, loop.ScratchStart, received);
        if (!TakeSent(ref sent))
            return false;
        if (sent == received)
            return true;
        DestinationWritable = false;
        var rented = ArrayPool<byte>.Shared.Rent(received - sent);
        loop.Scratch[sent..received].CopyTo(rented);
        SetLeftover(rented, 0, received - sent);
        return true;
    }

    /// <summary>Sends what was left over before. False: the destination failed.</summary>
    private bool SendLeftover(EventLoop loop, int destination)
    {
        if (_leftover is null)
            return DrainPipe(loop, destination);
        var sent = TcpSocket.Send(destination, _leftover.AsSpan(_leftoverStart, _leftoverEnd - _leftoverStart));
        if (!TakeSent(ref sent))
            return false;
        _leftoverStart += sent;
        if (_leftoverStart < _leftoverEnd)
        {
            DestinationWritable = false;
            return true;
        }

        ArrayPool<byte>.Shared.Return(_leftover);
        _leftover = null;
        return true;
    }

    private bool DrainPipe(EventLoop loop, int destination)
    {
        var sent = _pipe!.Drain(destination);
        if (sent == -Errno.EAGAIN)
            DestinationWritable = false;
        if (!TakeSent(ref sent))
            return false;
        if (_pipe.Buffered > 0)
            return true;
        loop.Pipes.Return(_pipe);
        _pipe = null;
        return true;
    }

    private bool TakeSent(ref int sent)
    {
        if (sent == -Errno.EAGAIN)
            sent = 0;
        if (sent < 0)
        {
            Error = -sent;
            return false;
        }

        Bytes += sent;
        return true;
    }
}
