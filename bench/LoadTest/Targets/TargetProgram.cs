using System.Globalization;
using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;

namespace Connectivity.LoadTest.Targets;

/// <summary>The target behind what is measured, as a process of its own: <c>target ADDRESS PORT</c>. Runs until standard input ends.</summary>
internal static class TargetProgram
{
    /// <summary>What it says when it listens.</summary>
    public const string Ready = "listening";

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string address, string port)
    {
        FileLimit.RaiseToHard();
        // Any address: beside that of the wire there are those of OpenVPN's devices, which come later.
        using var host = await TargetHost.StartAsync(SocketEndpoint.From(IPAddress.Parse(address), ushort.Parse(port, CultureInfo.InvariantCulture)));
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }
}
