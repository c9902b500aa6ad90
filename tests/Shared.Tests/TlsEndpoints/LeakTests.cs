using System.Globalization;
using Connectivity.Shared.TlsEndpoints;
using Xunit;

namespace Connectivity.Shared.Tests.TlsEndpoints;

/// <summary>Alone, since the memory of the whole process is looked at.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

[Collection(AloneCollection.Name)]
public sealed class LeakTests
{
    private const int Handshakes = 1000;

    // A connection that is left over costs about 17 KiB a side; noise stays far below a quarter of that.
    private const long Bound = Handshakes * 4096L;

    [Fact]
    public void Native_memory_does_not_grow_with_handshakes_good_or_bad()
    {
        using var tls = new TlsFixture();
        var (client, server) = (tls.Context(TlsRole.Client), tls.Context(TlsRole.Server));
        Run(tls, client, server, 200);
        var growths = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            var before = AnonymousBytes();
            Run(tls, client, server, Handshakes);
            growths.Add(AnonymousBytes() - before);
        }

        Assert.InRange(growths.Min(), long.MinValue, Bound);
    }

    private static void Run(TlsFixture tls, TlsContext clientContext, TlsContext serverContext, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (clientSocket, serverSocket) = tls.Sockets();
            using (clientSocket)
            using (serverSocket)
            using (var client = new TlsEnd(clientContext, clientSocket, i % 2 == 0 ? TlsFixture.ServerName : "other"))
            using (var server = new TlsEnd(serverContext, serverSocket, null))
            {
                TlsEnd.TryShake(client, server);
                client.TrySend(new byte[100_000]);
                server.TryReceive(new byte[10]);
            }
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static long AnonymousBytes()
    {
        var line = File.ReadLines("/proc/self/status").First(static l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(8, line.Length - 11).Trim(), CultureInfo.InvariantCulture);
    }
}
