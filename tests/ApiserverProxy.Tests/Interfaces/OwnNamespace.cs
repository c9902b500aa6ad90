using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Connectivity.ApiserverProxy.Tests.Interfaces;

/// <summary>Runs something on a thread with a network namespace of its own, which ends with the thread. Takes root.</summary>
internal static partial class OwnNamespace
{
    private const int NewNetwork = 0x40000000;

    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Unshare(NewNetwork) != 0)
                    throw new InvalidOperationException($"a network namespace cannot be made (error {Marshal.GetLastPInvokeError()}): this test takes root");
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
