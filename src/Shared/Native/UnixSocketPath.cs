using System.Runtime.InteropServices;

namespace Connectivity.Shared.Native;

/// <summary>The path of a listening Unix socket, from its making to its removal.</summary>
internal sealed class UnixSocketPath
{
    private readonly string _path;
    private readonly FileStamp _stamp;

    private UnixSocketPath(string path) => (_path, _stamp) = (path, FileStamp.Of(path));

    /// <summary>Listens on a path. A socket there that nobody listens on is one that a process left behind, and is replaced.</summary>
    /// <exception cref="IOException">It cannot be listened on.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static UnixSocketPath Listen(string path, UnixFileMode mode, int backlog, out int socket)
    {
        RemoveLeftOver(path);
        var fd = Check(UnixSocket.Open());
        try
        {
            Check(UnixSocket.Bind(fd, path));
            // Before it listens: until then nobody gets in, whatever the bits that it was made with.
            Check(TcpSocket.Result(Libc.ChMod(path, (uint)mode)));
            Check(UnixSocket.Listen(fd, backlog));
        }
        catch
        {
            TcpSocket.Close(fd);
            throw;
        }

        socket = fd;
        return new UnixSocketPath(path);
    }

    /// <summary>Removes the path, unless something else has taken it since.</summary>
    public void Remove()
    {
        var now = FileStamp.Of(_path);
        if (now.IsSocket && (now.Device, now.Inode) == (_stamp.Device, _stamp.Inode))
            File.Delete(_path);
    }

    private static void RemoveLeftOver(string path)
    {
        var stamp = FileStamp.Of(path);
        if (!stamp.Exists)
            return;
        if (!stamp.IsSocket)
            throw new IOException("a file that is no socket is there");
        var fd = Check(UnixSocket.Open());
        var connected = UnixSocket.Connect(fd, path);
        TcpSocket.Close(fd);
        if (connected != -Errno.ECONNREFUSED)
            throw new IOException("somebody listens there already");
        File.Delete(path);
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new IOException(Marshal.GetPInvokeErrorMessage(-result));
}
