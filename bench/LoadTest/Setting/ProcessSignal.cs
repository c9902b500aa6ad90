using System.Runtime.InteropServices;

namespace Connectivity.LoadTest.Setting;

/// <summary>Signals to processes (signal(7)).</summary>
internal static partial class ProcessSignal
{
    /// <summary>SIGHUP.</summary>
    public const int HangUp = 1;

    /// <summary>SIGUSR2.</summary>
    public const int User2 = 12;

    /// <summary>Sends one.</summary>
    /// <exception cref="IOException">There is no such process.</exception>
    public static void Send(int process, int signal)
    {
        if (Kill(process, signal) < 0)
            throw new IOException($"kill: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
