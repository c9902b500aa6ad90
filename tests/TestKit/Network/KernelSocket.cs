using System.Runtime.InteropServices;

namespace Connectivity.TestKit.Network;

/// <summary>What the kernel knows of a descriptor of this process.</summary>
public static unsafe partial class KernelSocket
{
    private const int IpProtoTcp = 6;
    private const int TcpInfo = 11;
    private const byte TcpClose = 7;
    // struct tcp_info (linux/tcp.h).
    private const int BytesReceivedOffset = 128;
    private const nuint FionRead = 0x541B;

    /// <summary>The identity of what is behind the descriptor. The number is given to others later, this is not.</summary>
    public static string Identity(int fd) => new FileInfo($"/proc/self/fd/{fd}").LinkTarget ?? throw new IOException($"Descriptor {fd} is closed.");

    /// <summary>The identities behind all descriptors of this process.</summary>
    public static HashSet<string> OpenIdentities() =>
        [.. Directory.EnumerateFiles("/proc/self/fd").Select(static f => new FileInfo(f).LinkTarget).OfType<string>()];

    /// <summary>Bytes that arrived (tcpi_bytes_received) and do not wait in the kernel any more: what the program has taken.</summary>
    public static long Taken(int fd)
    {
        var info = stackalloc byte[BytesReceivedOffset + sizeof(long)];
        uint length = BytesReceivedOffset + sizeof(long);
        var unread = 0;
        if (GetSockOpt(fd, IpProtoTcp, TcpInfo, info, &length) < 0 || IoCtl(fd, FionRead, &unread) < 0)
            throw new IOException($"Descriptor {fd} is no TCP socket.");
        return *(long*)(info + BytesReceivedOffset) - unread;
    }

    /// <summary>Whether the connection is dead (TCP_CLOSE), by a reset for instance; leaves the error behind it in its place.</summary>
    public static bool IsDead(int fd)
    {
        byte state = 0;
        uint length = 1;
        return GetSockOpt(fd, IpProtoTcp, TcpInfo, &state, &length) == 0 && state == TcpClose;
    }

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetSockOpt(int fd, int level, int name, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int IoCtl(int fd, nuint request, int* value);
}
