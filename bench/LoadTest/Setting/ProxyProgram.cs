using System.Globalization;
using System.Net;
using Connectivity.TestKit.Network;

namespace Connectivity.LoadTest.Setting;

/// <summary>A <see cref="DelayProxy"/> as a process of its own: <c>proxy PORT UPSTREAM DELAY-MS</c>. Does what standard input says until that ends.</summary>
internal static class ProxyProgram
{
    /// <summary>Resets all connections.</summary>
    public const string Reset = "reset";

    /// <summary>What it says when it listens.</summary>
    public const string Ready = "listening";

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string port, string upstream, string delay)
    {
        var options = new DelayProxyOptions { DelayEachWay = TimeSpan.FromMilliseconds(double.Parse(delay, CultureInfo.InvariantCulture)) };
        var listen = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        await using var proxy = DelayProxy.Start(IPEndPoint.Parse(upstream), options, listen);
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == Reset)
                proxy.ResetAll();
        }

        return 0;
    }
}
