using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Connectivity.TestKit.Network;

namespace Connectivity.Shared.Tests.Relaying;

/// <summary>
/// A relay in a process of its own, whose descriptors can be used up without harm to the tests. Argument: the backend's port. Told by lines:
/// "exhaust N" leaves N descriptors, "stop" stops the listener. Tells "listening PORT", "exhausted", "refused", "stopped".
/// </summary>
internal static partial class RelayProcess
{
    private const int NoFile = 7;
    private const int Spare = 100;
    private const int PoolThreads = 4;

    private static async Task<int> Main(string[] arguments)
    {
        using var pulse = KeepThreads();
        await using var relay = await LoopbackRelay.StartAsync(
            new() { MaxPipesPerLoop = 1, OnOutOfDescriptors = static () => Console.WriteLine("refused") },
            new IPEndPoint(IPAddress.Loopback, int.Parse(arguments[0])));
        Console.WriteLine($"listening {relay.Port}");
        var held = new Stack<Socket>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "stop")
            {
                await relay.Listener.StopAsync(CancellationToken.None);
                Console.WriteLine("stopped");
                continue;
            }

            Exhaust(held, int.Parse(line.Split(' ')[1]));
            Console.WriteLine("exhausted");
        }

        return 0;
    }

    /// <summary>
    /// Starts all threads of the pool and keeps them, its gate thread included: CoreCLR takes descriptors for a new thread and ends the process
    /// where there are none.
    /// </summary>
    private static Timer KeepThreads()
    {
        ThreadPool.SetMinThreads(PoolThreads, 1);
        ThreadPool.SetMaxThreads(PoolThreads, PoolThreads);
        // Not disposed of: who was the last to arrive cannot know whether the others have left.
        var all = new Barrier(PoolThreads + 1);
        for (var i = 0; i < PoolThreads; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static all => all.SignalAndWait(), all, preferLocal: true);
        all.SignalAndWait();
        return new Timer(static _ => { }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    /// <summary>Lowers the limit to a little above what is in use, and takes all but the last few that this allows.</summary>
    private static void Exhaust(Stack<Socket> held, int left)
    {
        var highest = Directory.EnumerateFiles("/proc/self/fd").Max(static f => ulong.Parse(Path.GetFileName(f)));
        var limit = new Limit { Soft = highest + Spare, Hard = highest + Spare };
        if (SetLimit(NoFile, in limit) != 0)
            throw new IOException("setrlimit failed.");
        try
        {
            while (true)
                held.Push(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TooManyOpenSockets)
        {
            for (var i = 0; i < left; i++)
                held.Pop().Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    /// <summary>struct rlimit.</summary>
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
