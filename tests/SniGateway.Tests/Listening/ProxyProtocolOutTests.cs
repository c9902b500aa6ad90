using System.Net;
using System.Text;
using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.TestKit.ProxyProtocol;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>The PROXY header that a backend is sent ahead of the client's bytes.</summary>
public sealed class ProxyProtocolOutTests
{
    private static readonly byte[] Inbound =
        ProxyHeaderBytes.Proxied(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1111), new IPEndPoint(IPAddress.Parse("192.0.2.2"), 443));

    [Fact]
    public async Task Version_1_names_the_client_and_the_listener() =>
        await AssertSentAsync(SendProxyProtocol.V1, inbound: []);

    [Fact]
    public async Task Version_2_names_them_and_the_server_asked_for() =>
        await AssertSentAsync(SendProxyProtocol.V2, inbound: []);

    [Fact]
    public async Task Version_1_takes_the_place_of_an_inbound_header() => await AssertSentAsync(SendProxyProtocol.V1, Inbound);

    [Fact]
    public async Task Version_2_takes_the_place_of_an_inbound_header() => await AssertSentAsync(SendProxyProtocol.V2, Inbound);

    [Fact]
    public async Task An_inbound_header_alone_is_not_passed_on() => await AssertSentAsync(SendProxyProtocol.Off, Inbound);

    [Fact]
    public async Task A_header_that_names_nobody_means_the_connection_itself() =>
        await AssertSentAsync(SendProxyProtocol.V2, ProxyHeaderBytes.Header(0x20, 0x00), inboundNames: false);

    private static async Task AssertSentAsync(SendProxyProtocol version, byte[] inbound, bool inboundNames = true)
    {
        // The first attempt fails: the header is there once, whichever attempt succeeds.
        using var refusing = TestBackend.Refusing();
        using var backend = TestBackend.Start();
        var route = Config.RouteA(refusing.Options with { Zone = "here" }, backend.Options) with { SendProxyProtocol = version };
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.Proxied(ProxyProtocolMode.Optional), route) with { Zone = "here" });
        using var client = await gateway.ConnectAsync([.. inbound, .. Config.Hello(), .. "early"u8]);
        client.EndSending();
        using var upstream = await backend.AcceptAsync();
        var (received, _) = await upstream.ReceiveToEndAsync();
        upstream.EndSending();
        await client.AssertEndAsync(PeerEnd.Fin);

        var named = inbound.Length > 0 && inboundNames;
        var source = named ? Sample.Endpoint("192.0.2.1:1111") : client.Local;
        var destination = named ? Sample.Endpoint("192.0.2.2:443") : client.Remote;
        await gateway.AssertIdleAsync();
        var line = Assert.Single(await gateway.CloseAsync());
        var length = version == SendProxyProtocol.Off
            ? 0
            : AssertHeader(received, version, source, destination, line.GetProperty("id").GetInt64());
        Assert.Equal([.. Config.Hello(), .. "early"u8], received[length..]);
        // A header is not the client's: it does not count.
        Assert.Equal(Config.Hello().Length + 5, line.GetProperty("bytesUp").GetInt64());
    }

    /// <returns>The header's length.</returns>
    private static int AssertHeader(byte[] received, SendProxyProtocol version, SocketEndpoint source, SocketEndpoint destination, long id)
    {
        var status = ProxyHeaderReader.Read(received, ProxyHeaderLimits.Default, out var header, out var length, out var error);
        Assert.Equal((ReadStatus.Done, ProxyHeaderError.None), (status, error));
        Assert.Equal((source, destination), (header.Source, header.Destination));
        if (version == SendProxyProtocol.V1)
        {
            Assert.Equal($"PROXY TCP4 {source.ToIPAddress()} {destination.ToIPAddress()} {source.Port} {destination.Port}\r\n",
                Encoding.ASCII.GetString(received, 0, length));
            return length;
        }

        Assert.Equal(ProxyProtocolVersion.V2, header.Version);
        Assert.Equal(Config.NameA, Encoding.ASCII.GetString(header.Authority));
        Assert.Equal($"{id:x16}", Encoding.ASCII.GetString(header.UniqueId));
        // That the checksum is right the reader has seen to.
        Assert.True(header.Tlvs.TryGet(ProxyTlvType.Checksum, out _));
        return length;
    }
}
