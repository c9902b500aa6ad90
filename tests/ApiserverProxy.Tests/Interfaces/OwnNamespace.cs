using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Connectivity.ApiserverProxy.Tests.Interfaces;

/// <summary>Runs something on a thread with a network namespace of its own, which ends with the thread. Takes root.</summary>
internal static partial class OwnNamespace
{
    private const int NewNetwork = 0x40000000;

    public static void Run(Action action) => Run(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>What follows an await goes on in the namespace too, and so do threads that are started there.</summary>
    public static void Run(Func<Task> action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Unshare(NewNetwork) != 0)
                    throw new InvalidOperationException($"a network namespace cannot be made (error {Marshal.GetLastPInvokeError()}): this test takes root");
                Turns.Run(action);
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

    /// <summary>Runs on one thread what is awaited there.</summary>
    private sealed class Turns : SynchronizationContext
    {
        private readonly BlockingCollection<(SendOrPostCallback? Callback, object? State)> _waiting = [];

        public static void Run(Func<Task> action)
        {
            var turns = new Turns();
            SetSynchronizationContext(turns);
            ExceptionDispatchInfo? failure = null;
            _ = RunAsync();
            while (turns._waiting.Take() is { Callback: { } callback, State: var state })
                callback(state);
            failure?.Throw();

            async Task RunAsync()
            {
                try
                {
                    await action();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }

                turns._waiting.Add((null, null));
            }
        }

        public override void Post(SendOrPostCallback d, object? state) => _waiting.Add((d, state));
    }
}
