using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Connectivity.Shared.Native;

/// <summary>The limit of open file descriptors of this process (RLIMIT_NOFILE, getrlimit(2)).</summary>
public static partial class FileLimit
{
    // The same number on every Linux architecture that .NET runs on.
    private const int NoFile = 7;

    /// <summary>Raises the soft limit to the hard one and returns what is then in force, in descriptors.</summary>
    /// <exception cref="Win32Exception">The kernel refused; it does so only for limits that it does not know.</exception>
    public static ulong RaiseToHard()
    {
        if (GetLimit(NoFile, out var limit) != 0)
            throw new Win32Exception();
        if (limit.Soft == limit.Hard)
            return limit.Hard;
        limit.Soft = limit.Hard;
        if (SetLimit(NoFile, in limit) != 0)
            throw new Win32Exception();
        return limit.Hard;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);
}
