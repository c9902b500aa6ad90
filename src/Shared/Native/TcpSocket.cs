using System.Runtime.InteropServices;
using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.Native;

/// <summary>
/// Non-blocking TCP sockets by their file descriptor. A descriptor is an <see cref="int"/> here, since the loop that owns it is the only one
/// that ever touches it; a SafeHandle would cost an object and two interlocked operations a call. Results below zero are negated error numbers.
/// </summary>
public static unsafe class TcpSocket
{
    private const int SockStreamNonBlockCloseOnExec = 1 | 0x800 | 0x80000;
    private const int AcceptNonBlockCloseOnExec = 0x800 | 0x80000;
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;
    private const int SoError = 4;
    private const int SoKeepAlive = 9;
    private const int SoLinger = 13;
    private const int IpProtoTcp = 6;
    private const int TcpNoDelay = 1;
    private const int TcpKeepIdle = 4;
    private const int TcpKeepInterval = 5;
    private const int TcpKeepCount = 6;
    private const int TcpUserTimeout = 18;
    private const int IpProtoIPv6 = 41;
    private const int IPv6Only = 26;
    private const int MsgPeek = 2;
    private const int MsgNoSignal = 0x4000;
    private const int ShutdownWrite = 1;
    private const int SoSendBuffer = 7;
    private const int SoReceiveBuffer = 8;
    private const int TcpInfo = 11;
    private const int TcpNotSentLowWater = 25;
    private const nuint SiocOutQueue = 0x5411;
    private const nuint SiocOutQueueNotSent = 0x894B;

    // struct tcp_info (linux/tcp.h): tcpi_rtt at 68.
    private const int RoundTripOffset = 68;

    /// <summary>Makes a socket of the endpoint's family.</summary>
    public static int Open(bool ipv6) =>
        Result(Libc.Socket(ipv6 ? SocketAddressCodec.IPv6Family : SocketAddressCodec.IPv4Family, SockStreamNonBlockCloseOnExec, 0));

    /// <summary>Starts to connect. -EINPROGRESS means: not yet decided.</summary>
    public static int Connect(int fd, in SocketEndpoint endpoint)
    {
        var address = stackalloc byte[SocketAddressCodec.MaxLength];
        var length = SocketAddressCodec.Write(endpoint, new Span<byte>(address, SocketAddressCodec.MaxLength), !endpoint.IsIPv4);
        return Result(Libc.Connect(fd, address, (uint)length));
    }

    /// <summary>Binds and listens. An IPv6 wildcard address takes IPv4 connections too. Returns 0 or the negated error.</summary>
    public static int BindAndListen(int fd, in SocketEndpoint endpoint, bool ipv6, int backlog)
    {
        SetOption(fd, SolSocket, SoReuseAddress, 1);
        if (ipv6)
            SetOption(fd, IpProtoIPv6, IPv6Only, 0);
        var address = stackalloc byte[SocketAddressCodec.MaxLength];
        var length = SocketAddressCodec.Write(endpoint, new Span<byte>(address, SocketAddressCodec.MaxLength), ipv6);
        var bound = Result(Libc.Bind(fd, address, (uint)length));
        return bound < 0 ? bound : Result(Libc.Listen(fd, backlog));
    }

    /// <summary>Takes one connection; the new socket inherits the listener's options. Returns its descriptor or the negated error.</summary>
    public static int Accept(int listener, out SocketEndpoint peer)
    {
        var address = stackalloc byte[SocketAddressCodec.MaxLength];
        var length = (uint)SocketAddressCodec.MaxLength;
        var fd = Result(Libc.Accept4(listener, address, &length, AcceptNonBlockCloseOnExec));
        peer = fd < 0 ? default : SocketAddressCodec.Read(new ReadOnlySpan<byte>(address, SocketAddressCodec.MaxLength));
        return fd;
    }

    /// <summary>The socket's own address; the default value when it has none.</summary>
    public static SocketEndpoint LocalEndpoint(int fd)
    {
        var address = stackalloc byte[SocketAddressCodec.MaxLength];
        var length = (uint)SocketAddressCodec.MaxLength;
        return Libc.GetSockName(fd, address, &length) < 0
            ? default
            : SocketAddressCodec.Read(new ReadOnlySpan<byte>(address, SocketAddressCodec.MaxLength));
    }

    /// <summary>Receives what is there: bytes, 0 at the end of the stream, or the negated error.</summary>
    public static int Receive(int fd, byte* buffer, int length) => Receive(fd, buffer, length, 0);

    /// <summary>Looks at what is there without taking it: bytes, 0 at the end of the stream, or the negated error.</summary>
    public static int Peek(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return Receive(fd, start, buffer.Length, MsgPeek);
    }

    /// <summary>Receives what is there: bytes, 0 at the end of the stream, or the negated error.</summary>
    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return Receive(fd, start, buffer.Length, 0);
    }

    /// <summary>Sends as much as fits: bytes, or the negated error.</summary>
    public static int Send(int fd, byte* buffer, int length)
    {
        nint sent;
        do
            sent = Libc.Send(fd, buffer, (nuint)length, MsgNoSignal);
        while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return Result(sent);
    }

    /// <summary>Sends as much as fits: bytes, or the negated error.</summary>
    public static int Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return Send(fd, start, bytes.Length);
    }

    /// <summary>Ends our direction with a FIN, after what is queued.</summary>
    public static int ShutdownSend(int fd) => Result(Libc.Shutdown(fd, ShutdownWrite));

    /// <summary>Closes. What is queued still goes out, unless bytes were left unread: then the kernel resets.</summary>
    public static void Close(int fd) => _ = Libc.Close(fd);

    /// <summary>Closes with a reset at once, dropping what is queued (socket(7), SO_LINGER with time 0).</summary>
    public static void Reset(int fd)
    {
        SetResetOnClose(fd, true);
        _ = Libc.Close(fd);
    }

    /// <summary>
    /// Whether any close resets the connection at once (socket(7), SO_LINGER with time 0): also the one that the kernel makes when the process is
    /// killed, which would look like a proper end otherwise.
    /// </summary>
    public static void SetResetOnClose(int fd, bool resets)
    {
        // struct linger: whether it is on, and zero seconds.
        var linger = resets ? 1L : 0L;
        _ = Libc.SetSockOpt(fd, SolSocket, SoLinger, &linger, sizeof(long));
    }

    /// <summary>Bytes that the peer has not acknowledged yet (tcp(7), SIOCOUTQ); 0 when the socket is gone.</summary>
    public static int UnacknowledgedBytes(int fd)
    {
        int bytes = 0;
        return Libc.IoCtl(fd, SiocOutQueue, &bytes) < 0 ? 0 : bytes;
    }

    /// <summary>About as many bytes as the kernel's buffer for sending has room for (socket(7), SO_SNDBUF; tcp(7), SIOCOUTQ); 0 when the socket is gone.</summary>
    public static int SendRoom(int fd)
    {
        int size = 0;
        uint length = sizeof(int);
        return Libc.GetSockOpt(fd, SolSocket, SoSendBuffer, &size, &length) < 0 ? 0 : Math.Max(0, size - UnacknowledgedBytes(fd));
    }

    /// <summary>
    /// The error that a connection has died of, or 0. Asking takes it: what reads show after the bytes that are left is the end of the
    /// stream then (socket(7), SO_ERROR).
    /// </summary>
    public static int TakeError(int fd)
    {
        int error = 0;
        uint length = sizeof(int);
        return Libc.GetSockOpt(fd, SolSocket, SoError, &error, &length) < 0 ? 0 : error;
    }

    /// <summary>Sends small writes at once (tcp(7), TCP_NODELAY).</summary>
    public static void SetNoDelay(int fd) => SetOption(fd, IpProtoTcp, TcpNoDelay, 1);

    /// <summary>Probes a silent peer after <paramref name="idleSeconds"/>, then every <paramref name="intervalSeconds"/>, and gives up after <paramref name="probes"/> (tcp(7)).</summary>
    public static void SetKeepAlive(int fd, int idleSeconds, int intervalSeconds, int probes)
    {
        SetOption(fd, SolSocket, SoKeepAlive, 1);
        SetOption(fd, IpProtoTcp, TcpKeepIdle, idleSeconds);
        SetOption(fd, IpProtoTcp, TcpKeepInterval, intervalSeconds);
        SetOption(fd, IpProtoTcp, TcpKeepCount, probes);
    }

    /// <summary>Gives up on a peer that has not acknowledged sent bytes for this long (tcp(7), TCP_USER_TIMEOUT).</summary>
    public static void SetUserTimeout(int fd, int milliseconds) => SetOption(fd, IpProtoTcp, TcpUserTimeout, milliseconds);

    /// <summary>
    /// Counts as full once this many bytes wait that were not sent yet (tcp(7), TCP_NOTSENT_LOWAT). Without it a socket takes megabytes ahead of the
    /// network, and whatever is urgent waits behind them.
    /// </summary>
    public static void SetNotSentLowat(int fd, int bytes) => SetOption(fd, IpProtoTcp, TcpNotSentLowWater, bytes);

    /// <summary>
    /// Fixes the kernel's buffers in bytes, which it doubles (socket(7), SO_SNDBUF, SO_RCVBUF); 0 leaves one to grow by itself. The receive buffer
    /// belongs before the connecting or listening.
    /// </summary>
    public static void SetBuffers(int fd, int sendBytes, int receiveBytes)
    {
        if (sendBytes > 0)
            SetOption(fd, SolSocket, SoSendBuffer, sendBytes);
        if (receiveBytes > 0)
            SetOption(fd, SolSocket, SoReceiveBuffer, receiveBytes);
    }

    /// <summary>Bytes that wait in the kernel and were not sent even once (tcp(7), SIOCOUTQNSD); 0 when the socket is gone.</summary>
    public static int UnsentBytes(int fd)
    {
        int bytes = 0;
        return Libc.IoCtl(fd, SiocOutQueueNotSent, &bytes) < 0 ? 0 : bytes;
    }

    /// <summary>The smoothed round-trip time in microseconds (tcp(7), TCP_INFO); 0 when it is not known.</summary>
    public static int RoundTripMicroseconds(int fd)
    {
        var info = stackalloc byte[RoundTripOffset + sizeof(int)];
        uint length = RoundTripOffset + sizeof(int);
        var known = Libc.GetSockOpt(fd, IpProtoTcp, TcpInfo, info, &length) == 0 && length == RoundTripOffset + sizeof(int);
        return known ? *(int*)(info + RoundTripOffset) : 0;
    }

    private static int Receive(int fd, byte* buffer, int length, int flags)
    {
        nint received;
        do
            received = Libc.Recv(fd, buffer, (nuint)length, flags);
        while (received < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return Result(received);
    }

    private static void SetOption(int fd, int level, int name, int value) =>
        _ = Libc.SetSockOpt(fd, level, name, &value, sizeof(int));

    private static int Result(nint value) => value < 0 ? -Marshal.GetLastPInvokeError() : (int)value;
}
