using System.Text;
using Connectivity.Shared.Socks5;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server.Frontends;

public sealed class Socks5Tests
{
    private static readonly byte[] Greeting = [5, 1, 0];
    private static readonly byte[] Method = [5, 0];
    private static readonly byte[] ToAddress = [5, 1, 0, 1, 10, 250, 0, 2, 0x28, 0x0A];

    [Fact]
    public async Task A_name_is_left_to_the_agent()
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync(Greeting);
        Assert.Equal(Method, await client.ReceiveAsync(2));
        await client.SendAsync((byte[])[5, 1, 0, 3, 6, .. "node-1"u8, 0, 80]);
        await bench.DialledAsync();
        Assert.Equal(("node-1", 80), (bench.Agents[0].Dials[0].Request.Host, bench.Agents[0].Dials[0].Request.Port));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public async Task Greeting_and_request_may_come_in_any_pieces(int size)
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync();
        foreach (var piece in ((byte[])[.. Greeting, .. ToAddress]).Chunk(size))
        {
            await client.SendAsync(piece);
            await bench.SettleAsync();
        }

        Assert.Equal(Method, await client.ReceiveAsync(2));
        await bench.DialledAsync();
        Assert.Equal(("10.250.0.2", 10250), (bench.Agents[0].Dials[0].Request.Host, bench.Agents[0].Dials[0].Request.Port));
    }

    [Theory]
    [InlineData("050102", "05FF")]
    [InlineData("0500", "05FF")]
    [InlineData("0401", "")]
    [InlineData("474554", "")]
    [InlineData("160301", "")]
    public async Task A_greeting_that_will_not_do_is_refused_where_the_client_would_understand(string hex, string answer)
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync(Convert.FromHexString(hex));
        Assert.Equal(answer, Convert.ToHexString(await client.ReceiveToEndAsync()));
        client.Dispose();
        await bench.AssertEndedAsync(StreamOutcome.RequestMalformed);
    }

    [Theory]
    [InlineData("0502", Socks5Reply.CommandNotSupported, "MethodNotAllowed")]
    [InlineData("05010005", Socks5Reply.AddressTypeNotSupported, "AddressTypeUnsupported")]
    [InlineData("050101", Socks5Reply.GeneralFailure, "RequestMalformed")]
    [InlineData("0501000300", Socks5Reply.GeneralFailure, "RequestMalformed")]
    public async Task A_request_that_will_not_do_has_its_reply(string hex, Socks5Reply reply, string outcome)
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync([.. Greeting, .. Convert.FromHexString(hex)]);
        Assert.Equal((byte[])[.. Method, .. Reply(reply)], await client.ReceiveToEndAsync());
        client.Dispose();
        await bench.AssertEndedAsync(Enum.Parse<StreamOutcome>(outcome));
    }

    [Theory]
    [InlineData("Refused", Socks5Reply.ConnectionRefused)]
    [InlineData("HostUnreachable", Socks5Reply.HostUnreachable)]
    [InlineData("NetworkUnreachable", Socks5Reply.NetworkUnreachable)]
    [InlineData("Timeout", Socks5Reply.TimedOut)]
    [InlineData("NameNotFound", Socks5Reply.HostUnreachable)]
    [InlineData("NameLookupFailed", Socks5Reply.HostUnreachable)]
    [InlineData("Forbidden", Socks5Reply.NotAllowed)]
    [InlineData("TooManyDials", Socks5Reply.GeneralFailure)]
    [InlineData("ResetDuringDial", Socks5Reply.GeneralFailure)]
    [InlineData("Draining", Socks5Reply.GeneralFailure)]
    [InlineData("OutOfDescriptors", Socks5Reply.GeneralFailure)]
    [InlineData("Unsupported", Socks5Reply.GeneralFailure)]
    [InlineData("Internal", Socks5Reply.GeneralFailure)]
    public async Task A_failed_dial_has_its_reply(string failure, Socks5Reply reply)
    {
        await using var bench = await StartAsync();
        await bench.RefuseAsync(Enum.Parse<OpenFailure>(failure));
        using var client = await bench.ConnectAsync([.. Greeting, .. ToAddress]);
        Assert.Equal((byte[])[.. Method, .. Reply(reply)], await client.ReceiveToEndAsync());
        client.Dispose();
        await bench.AssertEndedAsync(StreamOutcomes.Of(Enum.Parse<OpenFailure>(failure)));
    }

    [Fact]
    public async Task A_client_that_goes_away_takes_its_dial_with_it()
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync([.. Greeting, .. ToAddress]);
        await bench.DialledAsync();
        client.Dispose();
        await bench.AssertEndedAsync(StreamOutcome.Cancelled);
    }

    [Fact]
    public async Task Silence_is_given_up()
    {
        await using var bench = await FrontendBench.StartAsync(FrontendBench.Plain(FrontendKind.Socks5), fakeTime: true);
        using var client = await bench.ConnectAsync(Greeting);
        Assert.Equal(Method, await client.ReceiveAsync(2));
        await bench.AdvanceAsync(5);
        Assert.Equal(Reply(Socks5Reply.GeneralFailure), await client.ReceiveToEndAsync());
        client.Dispose();
        await bench.AssertEndedAsync(StreamOutcome.HeadTimeout);
    }

    private static Task<FrontendBench> StartAsync() => FrontendBench.StartAsync(FrontendBench.Plain(FrontendKind.Socks5));

    private static byte[] Reply(Socks5Reply reply) => [5, (byte)reply, 0, 1, 0, 0, 0, 0, 0, 0];
}
