using System.Runtime.InteropServices;
using Connectivity.Shared.Native;

namespace Connectivity.LoadTest.Targets;

/// <summary>Receiving without copying.</summary>
internal static unsafe partial class DiscardingSocket
{
    private const int MsgTrunc = 0x20;

    /// <summary>Drops up to this many received bytes inside the kernel: how many, 0 at the end of the stream, or the negated error.</summary>
    public static int Discard(int fd, int most)
    {
        nint received;
        do
            received = Recv(fd, null, (nuint)most, MsgTrunc);
        while (received < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return received < 0 ? -Marshal.GetLastPInvokeError() : (int)received;
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Recv(int fd, void* buffer, nuint length, int flags);
}
