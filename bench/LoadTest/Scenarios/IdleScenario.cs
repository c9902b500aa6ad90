using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>Memory of streams that wait.</summary>
internal sealed class IdleScenario : Scenario
{
    // The TLS relay has two descriptors a stream in each process, of which there are 20,000.
    private const int Streams = 10_000;
    private const int RelayStreams = 5000;
    private const int Openers = 32;

    /// <inheritdoc/>
    public override string Name => "idle";

    /// <inheritdoc/>
    public override string Title => "Idle streams";

    /// <inheritdoc/>
    public override string Remark =>
        $"Anonymous memory of each end before and after {Streams} streams ({RelayStreams} of the TLS relay) were opened, have echoed 64 bytes and wait.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [$"{Streams} streams"];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [PeerKind.TunnelUnix, PeerKind.TlsRelay];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [new(null, Metric.NearMemory, 8), new(null, Metric.FarMemory, 8)];

    /// <inheritdoc/>
    public override int RoundsOf(string variant, int wanted) => 1;

    /// <inheritdoc/>
    public override Reading Measure(Peer peer, string variant, LoadLevel level)
    {
        var count = peer is TlsRelayPeer ? RelayStreams : Streams;
        var before = peer.Ends.Select(ProcessMemory.AnonymousOfTree).ToArray();
        var streams = Open(peer, count);
        try
        {
            Thread.Sleep(2 * level.Window);
            var after = peer.Ends.Select(ProcessMemory.AnonymousOfTree).ToArray();
            return new Reading
            {
                [Metric.NearMemory] = (after[0] - before[0]) / 1000.0 / count,
                [Metric.FarMemory] = (after[1] - before[1]) / 1000.0 / count,
            };
        }
        finally
        {
            foreach (var stream in streams)
                stream.Dispose();
        }
    }

    private static LoadConnection[] Open(Peer peer, int count)
    {
        var streams = new LoadConnection[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Openers }, i =>
        {
            streams[i] = peer.Connect();
            Span<byte> message = stackalloc byte[65];
            message[0] = (byte)Targets.TargetMode.Echo;
            streams[i].Send(message);
            streams[i].ReceiveAll(message[1..]);
        });
        return streams;
    }
}
