using Connectivity.Shared.Outcomes;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Whatever way a hello comes in, the backend gets the client's bytes as they were.</summary>
public sealed class ReplayTests
{
    private static readonly byte[] Early = [.. Enumerable.Range(0, 3000).Select(static i => (byte)(i * 7))];

    public static TheoryData<string> Hellos => new("plain", "two records", "tiny records", "post-quantum", "60 KB");

    [Theory]
    [MemberData(nameof(Hellos))]
    public Task A_hello_in_one_piece_is_replayed(string kind) => RelayAsync([Bytes(kind)]);

    [Theory]
    [MemberData(nameof(Hellos))]
    public Task Early_data_in_the_same_piece_arrives_behind_the_hello(string kind) => RelayAsync([[.. Bytes(kind), .. Early]]);

    [Theory]
    [MemberData(nameof(Hellos))]
    public Task A_hello_in_two_pieces_is_replayed(string kind)
    {
        var bytes = Bytes(kind);
        return RelayAsync([bytes[..^1], [bytes[^1], .. Early]]);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("two records")]
    public async Task A_hello_split_anywhere_is_replayed(string kind)
    {
        var bytes = Bytes(kind);
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options)));
        for (var at = 1; at < bytes.Length; at += 7)
            await RelayAsync(gateway, backend, [bytes[..at], bytes[at..]]);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("two records")]
    [InlineData("tiny records")]
    public Task A_hello_byte_by_byte_is_replayed(string kind) => RelayAsync([.. Bytes(kind).Select(static b => (byte[])[b])]);

    [Fact]
    public Task A_hello_in_segments_of_an_old_network_is_replayed() => RelayAsync([.. Bytes("60 KB").Chunk(536)]);

    private static byte[] Bytes(string kind) => kind switch
    {
        "plain" => Config.Hello(),
        "two records" => ClientHelloBuilder.For(Config.NameA).Build(100, 16384),
        "tiny records" => ClientHelloBuilder.For(Config.NameA).Build(5),
        "post-quantum" => ClientHelloBuilder.For(Config.NameA).PostQuantumKeyShare().Build(),
        _ => ClientHelloBuilder.For(Config.NameA).SessionTicket(60_000).Build(),
    };

    private static async Task RelayAsync(byte[][] segments)
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options)));
        await RelayAsync(gateway, backend, segments);
        await gateway.AssertEndedAsync(ConnectionOutcome.Completed, "a");
    }

    private static async Task RelayAsync(TestGateway gateway, TestBackend backend, byte[][] segments)
    {
        using var client = await gateway.ConnectAsync();
        foreach (var segment in segments)
        {
            await client.SendAsync(segment);
            // Each piece is seen by itself.
            await gateway.SettleAsync();
        }

        client.EndSending();
        using var upstream = await backend.AcceptAsync();
        await upstream.AssertEndAsync(PeerEnd.Fin, [.. segments.SelectMany(static s => s)]);
        upstream.EndSending();
        await client.AssertEndAsync(PeerEnd.Fin);
    }
}
