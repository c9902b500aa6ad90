using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>A socket to the kernel's rtnetlink (rtnetlink(7)), non-blocking. The kernel answers a request before sending it returns.</summary>
internal sealed unsafe partial class NetlinkSocket : IDisposable
{
    /// <summary>EMSGSIZE: a message is longer than the buffer.</summary>
    public const int MessageTooLong = 90;

    private const int Family = 16;
    private const int RawNonBlockCloseOnExec = 3 | 0x800 | 0x80000;
    private const int RouteProtocol = 0;

    // RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR.
    private const uint ChangesOfLinksAndAddresses = 0x1 | 0x10 | 0x100;
    private const int TruncatedLength = 0x20;

    private NetlinkSocket(int descriptor) => Descriptor = descriptor;

    /// <summary>The descriptor, to be watched.</summary>
    public int Descriptor { get; }

    /// <summary>Opens a socket for requests.</summary>
    /// <exception cref="Win32Exception">There is none to be had.</exception>
    public static NetlinkSocket Open() => Open(groups: 0);

    /// <summary>Opens a socket on which the kernel tells of every change of an interface or address.</summary>
    /// <exception cref="Win32Exception">There is none to be had.</exception>
    public static NetlinkSocket OpenMonitor() => Open(ChangesOfLinksAndAddresses);

    /// <summary>Sends a message.</summary>
    /// <exception cref="Win32Exception">It cannot be sent.</exception>
    public void Send(ReadOnlySpan<byte> message)
    {
        fixed (byte* start = message)
        {
            if (Send(Descriptor, start, (nuint)message.Length, 0) < 0)
                throw Failure();
        }
    }

    /// <summary>Receives a datagram: its length, or 0 when there is none now.</summary>
    /// <exception cref="Win32Exception">ENOBUFS: some were lost. EMSGSIZE: one is longer than the buffer.</exception>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var length = Receive(Descriptor, start, (nuint)buffer.Length, TruncatedLength);
            if (length > buffer.Length)
                throw new Win32Exception(MessageTooLong);
            if (length >= 0)
                return (int)length;
        }

        return Marshal.GetLastPInvokeError() is Shared.Native.Errno.EAGAIN or Shared.Native.Errno.EINTR ? 0 : throw Failure();
    }

    public void Dispose() => _ = Close(Descriptor);

    private static NetlinkSocket Open(uint groups)
    {
        var descriptor = Socket(Family, RawNonBlockCloseOnExec, RouteProtocol);
        if (descriptor < 0)
            throw Failure();
        // struct sockaddr_nl: family (2), padding (2), port (4, 0: the kernel chooses), groups (4).
        Span<byte> address = stackalloc byte[12];
        address.Clear();
        MemoryMarshal.Write(address, (ushort)Family);
        MemoryMarshal.Write(address[8..], groups);
        fixed (byte* start = address)
        {
            if (Bind(descriptor, start, (uint)address.Length) >= 0)
                return new NetlinkSocket(descriptor);
        }

        var failure = Failure();
        _ = Close(descriptor);
        throw failure;
    }

    private static Win32Exception Failure() => new(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int descriptor, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
