using System.Runtime.InteropServices;

namespace Connectivity.Landscape.Processes;

/// <summary>Sends signals: .NET itself can only kill.</summary>
internal static partial class Signals
{
    /// <summary>Asks to end in order.</summary>
    public const int Terminate = 15;

    /// <summary>Ends at once.</summary>
    public const int Kill = 9;

    /// <summary>Sends a signal, unless the process is gone or its id has become another's.</summary>
    public static void Send(ProcessIdentity process, int signal)
    {
        if (process.IsAlive)
            _ = SendTo(process.Pid, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendTo(int pid, int signal);
}
