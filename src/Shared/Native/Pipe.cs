using System.Runtime.InteropServices;

namespace Connectivity.Shared.Native;

/// <summary>A kernel pipe that bytes pass through on their way from socket to socket, by splice(2), without a copy into user space.</summary>
internal sealed unsafe class Pipe : IDisposable
{
    private const int NonBlockCloseOnExec = 0x800 | 0x80000;
    private const int SetPipeSize = 1031;
    private const uint MoveNonBlock = 1 | 2;

    private readonly int _readEnd;
    private readonly int _writeEnd;

    private Pipe(int readEnd, int writeEnd, int capacity)
    {
        _readEnd = readEnd;
        _writeEnd = writeEnd;
        Capacity = capacity;
    }

    /// <summary>Bytes that the pipe can hold at best; less when they come in small pieces, since each piece takes a page slot.</summary>
    public int Capacity { get; }

    /// <summary>Bytes in the pipe now.</summary>
    public int Buffered { get; private set; }

    /// <summary>
    /// Makes a pipe, of the least size where the system does not grant the wanted one, or gives null where descriptors or the user's pipe memory
    /// (pipe(7)) have run out.
    /// </summary>
    public static Pipe? TryOpen(int wanted, int least)
    {
        var fds = stackalloc int[2];
        if (Libc.Pipe2(fds, NonBlockCloseOnExec) < 0)
            return null;
        foreach (var capacity in (ReadOnlySpan<int>)[wanted, least])
        {
            var actual = Libc.Fcntl(fds[1], SetPipeSize, capacity);
            if (actual >= capacity)
                return new Pipe(fds[0], fds[1], actual);
        }

        _ = Libc.Close(fds[0]);
        _ = Libc.Close(fds[1]);
        return null;
    }

    /// <summary>Moves bytes from the socket into the pipe: bytes, 0 at the end of the stream, or the negated error.</summary>
    /// <param name="socket">Where from.</param>
    /// <param name="most">Bytes at most; the pipe's room if that is less.</param>
    public int Fill(int socket, int most = int.MaxValue)
    {
        var moved = Move(socket, _writeEnd, Math.Min(most, Capacity - Buffered));
        if (moved > 0)
            Buffered += moved;
        return moved;
    }

    /// <summary>Moves bytes from the pipe to the socket: bytes, or the negated error.</summary>
    public int Drain(int socket)
    {
        var moved = Move(_readEnd, socket, Buffered);
        if (moved > 0)
            Buffered -= moved;
        return moved;
    }

    public void Dispose()
    {
        _ = Libc.Close(_readEnd);
        _ = Libc.Close(_writeEnd);
    }

    private static int Move(int from, int to, int length)
    {
        nint moved;
        do
            moved = Libc.Splice(from, null, to, null, (nuint)length, MoveNonBlock);
        while (moved < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return moved < 0 ? -Marshal.GetLastPInvokeError() : (int)moved;
    }
}
