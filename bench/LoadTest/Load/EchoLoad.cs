using System.Diagnostics;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Load;

/// <summary>
/// Messages of 64 bytes sent at fixed times and echoed. A latency counts from the time at which the message was to be sent: while an echo is late, the
/// messages behind it are sent all the same, and what waits is not left out of the figures.
/// </summary>
internal static class EchoLoad
{
    private const int MessageBytes = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs it on one stream.</summary>
    /// <param name="connection">The stream; nothing was sent on it.</param>
    /// <param name="perSecond">Messages a second.</param>
    /// <param name="time">How long.</param>
    /// <returns>The latencies.</returns>
    public static LatencyHistogram Run(LoadConnection connection, int perSecond, TimeSpan time)
    {
        Readiness.MakePrecise();
        var count = (int)(perSecond * time.TotalSeconds);
        var latencies = new LatencyHistogram();
        Span<byte> message = stackalloc byte[MessageBytes];
        Span<byte> received = stackalloc byte[16 * MessageBytes];
        connection.Send([(byte)TargetMode.Echo, 0]);
        connection.ReceiveAll(received[..1]);
        var begin = Stopwatch.GetTimestamp();
        var (sent, bytes) = (0, 0L);
        while (bytes < (long)count * MessageBytes)
        {
            var wait = sent < count ? Due(sent, perSecond) - Stopwatch.GetElapsedTime(begin) : Patience;
            if (wait <= TimeSpan.Zero)
            {
                connection.Send(message);
                sent++;
            }
            else if (connection.WaitReadable(wait))
            {
                var before = bytes / MessageBytes;
                bytes += Take(connection, received);
                var now = Stopwatch.GetElapsedTime(begin);
                for (var i = before; i < bytes / MessageBytes; i++)
                    latencies.Record(now - Due((int)i, perSecond));
            }
            else if (sent == count)
            {
                throw new TimeoutException("Echoes did not come.");
            }
        }

        return latencies;
    }

    private static int Take(LoadConnection connection, Span<byte> buffer)
    {
        var received = connection.Receive(buffer);
        return received > 0 ? received : throw new EndOfStreamException();
    }

    private static TimeSpan Due(int number, int perSecond) => TimeSpan.FromSeconds((double)(number + 1) / perSecond);
}
