using System.Text;

namespace Connectivity.Shared.Native;

/// <summary>Non-blocking stream sockets with a path for an address (unix(7)). Once connected they are used like TCP ones, through <see cref="TcpSocket"/>.</summary>
public static unsafe class UnixSocket
{
    /// <summary>Longest path: sockaddr_un has 108 bytes for it and its terminating zero.</summary>
    public const int MaxPathBytes = 107;

    private const int AddressLength = 2 + MaxPathBytes + 1;
    private const ushort Family = 1;
    private const int StreamNonBlockCloseOnExec = 1 | 0x800 | 0x80000;
    private const int SolSocket = 1;
    private const int SoPeerCredentials = 17;

    /// <summary>Makes a socket, or returns the negated error.</summary>
    public static int Open() => TcpSocket.Result(Libc.Socket(Family, StreamNonBlockCloseOnExec, 0));

    /// <summary>Gives a socket its path, which must not exist. Returns 0 or the negated error.</summary>
    public static int Bind(int fd, string path)
    {
        var address = stackalloc byte[AddressLength];
        return TcpSocket.Result(Libc.Bind(fd, address, Write(path, new Span<byte>(address, AddressLength))));
    }

    /// <summary>Starts to take connections. Returns 0 or the negated error.</summary>
    public static int Listen(int fd, int backlog) => TcpSocket.Result(Libc.Listen(fd, backlog));

    /// <summary>Connects, which is decided at once: 0 or the negated error; -EAGAIN when the listener's backlog is full.</summary>
    public static int Connect(int fd, string path)
    {
        var address = stackalloc byte[AddressLength];
        return TcpSocket.Result(Libc.Connect(fd, address, Write(path, new Span<byte>(address, AddressLength))));
    }

    /// <summary>Who is at the other end, as the kernel knows it from the time of the connect (SO_PEERCRED).</summary>
    /// <returns>False when the socket is none of this kind.</returns>
    public static bool TryGetPeer(int fd, out int process, out uint user)
    {
        var credentials = stackalloc uint[3];
        uint length = 3 * sizeof(uint);
        var known = Libc.GetSockOpt(fd, SolSocket, SoPeerCredentials, credentials, &length) == 0;
        (process, user) = known ? ((int)credentials[0], credentials[1]) : default;
        return known;
    }

    private static uint Write(string path, Span<byte> address)
    {
        address.Clear();
        BitConverter.TryWriteBytes(address, Family);
        if (Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
            throw new ArgumentException($"The path is longer than {MaxPathBytes} bytes.", nameof(path));
        return (uint)(2 + Encoding.UTF8.GetBytes(path, address[2..]) + 1);
    }
}
