using System.Runtime.InteropServices;
using System.Text;

namespace Connectivity.Shared.Native;

/// <summary>The process that connected or listened at the other end, as it was then (unix(7), SO_PEERCRED).</summary>
/// <param name="ProcessId">Its number; 0 where it is of a PID namespace that is not visible here.</param>
/// <param name="UserId">Its effective user.</param>
/// <param name="GroupId">Its effective group.</param>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId);

/// <summary>
/// Non-blocking Unix stream sockets on paths (unix(7)). Receiving, sending, accepting, shutting down and closing are the same calls as for TCP:
/// <see cref="TcpSocket"/>. The TCP options are not for these.
/// </summary>
public static unsafe partial class UnixSocket
{
    /// <summary>How configuration marks a path as an address: "unix:/run/x.sock".</summary>
    public const string Scheme = "unix:";

    /// <summary>Longest path in bytes: the kernel's 108 with the zero behind it.</summary>
    public const int MaxPathBytes = 107;

    /// <summary>Read and write for the owner only, 0600.</summary>
    public const UnixFileMode DefaultMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int Family = 1;
    private const int StreamNonBlockCloseOnExec = 1 | 0x800 | 0x80000;
    private const int SolSocket = 1;
    private const int SoPeerCredentials = 17;
    private const int AddressBytes = 2 + MaxPathBytes + 1;

    /// <summary>Reads "unix:/path": an absolute path that fits a socket's address.</summary>
    public static bool TryParse(string text, out string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : "";
        return path.StartsWith('/') && path.Length > 1 && !path.Contains('\0') && Encoding.UTF8.GetByteCount(path) <= MaxPathBytes;
    }

    /// <summary>Makes a socket.</summary>
    public static int Open() => Result(Libc.Socket(Family, StreamNonBlockCloseOnExec, 0));

    /// <summary>Connects: 0 at once, -EAGAIN when the listener's backlog is full, -ECONNREFUSED when nobody listens behind the path, or another negated error.</summary>
    public static int Connect(int fd, string path)
    {
        var address = stackalloc byte[AddressBytes];
        return WriteAddress(path, new Span<byte>(address, AddressBytes)) is var length and > 0
            ? Result(Libc.Connect(fd, address, (uint)length))
            : -Errno.EINVAL;
    }

    /// <summary>Binds to a path that does not exist, and listens. The file never has more than the given mode.</summary>
    public static int BindAndListen(int fd, string path, UnixFileMode mode, int backlog)
    {
        var address = stackalloc byte[AddressBytes];
        var length = WriteAddress(path, new Span<byte>(address, AddressBytes));
        if (length == 0)
            return -Errno.EINVAL;

        // The file gets the socket's own mode less the umask, so first narrow, then, with the file there, exact.
        if (Result(FChMod(fd, (uint)mode)) is var narrowed and < 0)
            return narrowed;
        if (Result(Libc.Bind(fd, address, (uint)length)) is var bound and < 0)
            return bound;
        var done = Result(ChMod(path, (uint)mode));
        return done < 0 ? done : Result(Libc.Listen(fd, backlog));
    }

    /// <summary>Who is at the other end of a connected socket; false for one that is none.</summary>
    public static bool TryGetPeer(int fd, out PeerCredentials peer)
    {
        PeerCredentials credentials;
        var length = (uint)sizeof(PeerCredentials);
        var got = Libc.GetSockOpt(fd, SolSocket, SoPeerCredentials, &credentials, &length) == 0 && credentials.ProcessId >= 0 && credentials.UserId != uint.MaxValue;
        peer = got ? credentials : default;
        return got;
    }

    private static int WriteAddress(string path, Span<byte> address)
    {
        address.Clear();
        address[0] = Family;
        return !path.Contains('\0') && Encoding.UTF8.TryGetBytes(path, address[2..^1], out var length) && length > 0 ? 2 + length + 1 : 0;
    }

    private static int Result(int value) => value < 0 ? -Marshal.GetLastPInvokeError() : value;

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FChMod(int fd, uint mode);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChMod(string path, uint mode);
}
