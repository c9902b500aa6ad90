using System.Globalization;
using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectivity.LoadTest.Targets;

/// <summary>The target behind the tunnel, as a process of its own: <c>target ADDRESS PORT</c>. Runs until standard input ends.</summary>
internal static class TargetProgram
{
    /// <summary>What it says when it listens.</summary>
    public const string Ready = "listening";

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string address, string port)
    {
        FileLimit.RaiseToHard();
        using var loops = new EventLoopGroup(1, maxPipesPerLoop: 0, TimeProvider.System, NullLogger.Instance);
        // Any address: beside that of the wire there are those of OpenVPN's devices, which come later.
        var endpoint = SocketEndpoint.FromIPv4(IPAddress.Parse(address).GetAddressBytes(), ushort.Parse(port, CultureInfo.InvariantCulture));
        var listener = ListenSocket.Bind("target", endpoint, new ListenOptions(60, 10, 3, 4096), loops, new TargetAcceptor(new WatchEvents(loops.Loops[0])));
        await listener.StartAsync(CancellationToken.None);
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }

    private sealed class TargetAcceptor(WatchEvents events) : ConnectionAcceptor
    {
        public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer) => new TargetConnection(loop, socket, events).Start();

        public override void OnOutOfDescriptors() => Console.Error.WriteLine("target: out of descriptors");
    }
}
