using System.Runtime.InteropServices;

namespace Connectivity.Shared.Native;

/// <summary>
/// The file of a listening Unix socket. It outlives the process that bound it, so that one in the way may be of a living listener or of a dead one:
/// connecting tells (unix(7)).
/// </summary>
/// <param name="path">The path of the socket.</param>
internal sealed class UnixSocketFile(string path)
{
    private FileStamp _bound;

    /// <summary>Binds and listens, in the place of a dead listener if there was one. Returns the descriptor.</summary>
    /// <exception cref="IOException">It cannot be; the message is the reason alone.</exception>
    public int Listen(UnixFileMode mode, int backlog)
    {
        var result = TryListen(mode, backlog, out var fd);
        if (result == -Errno.EADDRINUSE)
        {
            RemoveStale();
            result = TryListen(mode, backlog, out fd);
        }

        if (result < 0)
            throw new IOException(Marshal.GetPInvokeErrorMessage(-result));
        _bound = FileStamp.Of(path);
        return fd;
    }

    /// <summary>Removes the file, unless it is another's by now.</summary>
    public void Remove()
    {
        var now = FileStamp.Of(path);
        if (now.Exists && (now.Device, now.Inode) == (_bound.Device, _bound.Inode))
            TryDelete();
    }

    private int TryListen(UnixFileMode mode, int backlog, out int fd)
    {
        fd = UnixSocket.Open();
        if (fd < 0)
            return fd;
        var result = UnixSocket.BindAndListen(fd, path, mode, backlog);
        if (result < 0)
            TcpSocket.Close(fd);
        return result;
    }

    private void RemoveStale()
    {
        if (!FileStamp.IsSocket(path))
            throw new IOException("the path is taken by a file that is no socket");
        var fd = UnixSocket.Open();
        if (fd < 0)
            throw new IOException(Marshal.GetPInvokeErrorMessage(-fd));
        var connected = UnixSocket.Connect(fd, path);
        TcpSocket.Close(fd);
        if (connected is 0 or -Errno.EAGAIN)
            throw new IOException("a living process listens on it");
        if (connected != -Errno.ECONNREFUSED)
            throw new IOException($"it cannot be told whether a process listens on it: {Marshal.GetPInvokeErrorMessage(-connected)}");
        TryDelete();
    }

    private void TryDelete()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays then; binding tells.
        }
    }
}
