using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;
using CsCheck;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server.Frontends;

public sealed class HttpRefusalTests
{
    private const string Target = "10.250.0.2:10250";
    private const string NoTarget = "Bad Request: the request is malformed (the request's target is not host:port)";

    public static TheoryData<string, int, string, string> Malformed() => new()
    {
        { "CONNECT 10.0.0.1 HTTP/1.1\r\n\r\n", 400, NoTarget, "RequestMalformed" },
        { "CONNECT :1 HTTP/1.1\r\n\r\n", 400, NoTarget, "RequestMalformed" },
        { "CONNECT a:0 HTTP/1.1\r\n\r\n", 400, NoTarget, "RequestMalformed" },
        { "CONNECT a:65536 HTTP/1.1\r\n\r\n", 400, NoTarget, "RequestMalformed" },
        { "CONNECT [::1:1 HTTP/1.1\r\n\r\n", 400, NoTarget, "RequestMalformed" },
        { "CONNECT a/b:1 HTTP/1.1\r\n\r\n", 400, NoTarget, "RequestMalformed" },
        { $"CONNECT {new string('a', 256)}:1 HTTP/1.1\r\n\r\n", 400, NoTarget, "RequestMalformed" },
        { "CONNECT a:1 HTTP/2.0\r\n\r\n", 400, "Bad Request: the request is malformed (not HTTP/1.0 or HTTP/1.1)", "RequestMalformed" },
        { "CONNECT a:1 HTTP/1.1\nHost: x\n\n", 400, "Bad Request: the request is malformed (line does not end in CR LF)", "RequestMalformed" },
        { "CONNECT a:1 HTTP/1.1\r\nbad name: x\r\n\r\n", 400, "Bad Request: the request is malformed (header name malformed)", "RequestMalformed" },
        { "CONNECT a:1 HTTP/1.1\r\nContent-Length: 5\r\n\r\n", 400, "Bad Request: the request is malformed (CONNECT request announces a body)", "RequestMalformed" },
        { "\u0016\u0003\u0001\u0002\u0000\u0001", 400, "Bad Request: the request is malformed (TLS instead of an HTTP request)", "RequestMalformed" },
        { "\0\0\0", 400, "Bad Request: the request is malformed (not a CONNECT request)", "RequestMalformed" },
        { "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 405, "Method Not Allowed: only CONNECT is served here (not a CONNECT request)", "MethodNotAllowed" },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 405, "Method Not Allowed: only CONNECT is served here (not a CONNECT request)", "MethodNotAllowed" },
        { $"CONNECT a:1 HTTP/1.1\r\nX: {new string('x', 9000)}\r\n\r\n", 431, "Request Header Fields Too Large: the request is too long (head longer than the limit)", "RequestTooLarge" },
        { $"CONNECT {new string('a', 9000)}", 431, "Request Header Fields Too Large: the request is too long (head longer than the limit)", "RequestTooLarge" },
        { $"CONNECT a:1 HTTP/1.1\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 65))}\r\n", 431, "Request Header Fields Too Large: the request is too long (more headers than the limit)", "RequestTooLarge" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_request_is_answered_with_its_mistake(string request, int status, string reason, string code)
    {
        await using var bench = await FrontendBench.StartAsync();
        using var client = await bench.ConnectAsync(Client.Bytes(request));
        await client.AssertAnsweredAsync(Answer(status, reason, code));
        client.Dispose();
        await bench.AssertEndedAsync(Enum.Parse<StreamOutcome>(code));
        Assert.Empty(bench.Agents[0].Dials);
    }

    public static TheoryData<string, int, string, string> Failures() => new()
    {
        { "Refused", 502, "Bad Gateway", "TargetRefused: connection refused" },
        { "HostUnreachable", 502, "Bad Gateway", "HostUnreachable: no route to host" },
        { "NetworkUnreachable", 502, "Bad Gateway", "NetworkUnreachable: network is unreachable" },
        { "Timeout", 504, "Gateway Timeout", "TargetTimeout: no answer within 5 s" },
        { "NameNotFound", 502, "Bad Gateway", "NameNotFound: no such host" },
        { "NameLookupFailed", 502, "Bad Gateway", "NameLookupFailed: the name could not be looked up" },
        { "Forbidden", 403, "Forbidden", "Forbidden: not allowed by the agent" },
        { "TooManyDials", 503, "Service Unavailable", "AgentTooManyDials: the agent takes no more at the moment" },
        { "ResetDuringDial", 502, "Bad Gateway", "ResetDuringDial: connection reset while connecting" },
        { "Draining", 503, "Service Unavailable", "AgentDraining: the agent is ending" },
        { "OutOfDescriptors", 503, "Service Unavailable", "AgentOutOfDescriptors: the agent has no file descriptor left" },
        { "Unsupported", 502, "Bad Gateway", "AgentUnsupported: the agent does not know how" },
        { "Internal", 502, "Bad Gateway", "AgentInternalError: an internal error of the agent" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failed_dial_is_told_with_its_leg_and_cause(string failure, int status, string name, string codeAndCause)
    {
        await using var bench = await FrontendBench.StartAsync();
        await bench.RefuseAsync(Enum.Parse<OpenFailure>(failure));
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        var (code, cause) = (codeAndCause.Split(": ")[0], codeAndCause.Split(": ")[1]);
        await client.AssertAnsweredAsync(Answer(status, $"{name}: agent agent-0 dialing {Target}: {cause}", code));
        client.Dispose();
        await bench.AssertEndedAsync(Enum.Parse<StreamOutcome>(code));
    }

    [Fact]
    public void Every_failure_of_an_agent_is_in_the_table() =>
        Assert.Equal(
            Enum.GetValues<OpenFailure>().Where(static f => f is not OpenFailure.None and < OpenFailure.NoAgent).Select(static f => f.ToString()).Order(),
            Failures().Select(static row => (string)row[0]).Order());

    [Fact]
    public async Task What_the_agent_says_is_quoted_and_cannot_end_the_line()
    {
        await using var bench = await FrontendBench.StartAsync();
        await bench.RefuseAsync(OpenFailure.Forbidden, "10.0.0.1:22\r\nX-Injected: 1");
        using var client = await bench.ConnectAsync(Client.Connect("a:22"));
        await client.AssertAnsweredAsync(
            Answer(403, "Forbidden: agent agent-0 dialing a:22: not allowed by the agent (10.0.0.1:22??X-Injected: 1)", "Forbidden"));
    }

    [Fact]
    public async Task Without_an_agent_the_client_may_come_again_soon()
    {
        await using var bench = await FrontendBench.StartAsync(agents: 0);
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await client.AssertAnsweredAsync(
            "HTTP/1.1 503 Service Unavailable: dialing 10.250.0.2:10250: no agent is connected\r\nX-Tunnel-Error: NoAgent\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        client.Dispose();
        await bench.AssertEndedAsync(StreamOutcome.NoAgent);
    }

    [Fact]
    public async Task A_silent_agent_is_answered_for_in_time()
    {
        await using var bench = await FrontendBench.StartAsync(fakeTime: true);
        using var client = await bench.ConnectAsync(Client.Connect("[2001:db8::1]:443"));
        await bench.DialledAsync();
        await bench.AdvanceAsync(1);
        await bench.AdvanceAsync(4);
        await client.AssertAnsweredAsync(
            Answer(504, "Gateway Timeout: agent agent-0 dialing [2001:db8::1]:443: the agent did not answer within 5 s", "AgentTimeout"));
        client.Dispose();
        await bench.AssertEndedAsync(StreamOutcome.AgentTimeout);
    }

    [Fact]
    public async Task A_slow_head_is_given_up_however_often_a_byte_comes()
    {
        await using var bench = await FrontendBench.StartAsync(fakeTime: true);
        using var client = await bench.ConnectAsync();
        foreach (var next in Client.Bytes("CONN"))
        {
            await client.SendAsync(new[] { next });
            await bench.SettleAsync();
            await bench.AdvanceAsync(1);
        }

        await bench.AdvanceAsync(1);
        await client.AssertAnsweredAsync(Answer(408, "Request Timeout: the request did not come in time", "HeadTimeout"));
        client.Dispose();
        await bench.AssertEndedAsync(StreamOutcome.HeadTimeout);
    }

    [Fact]
    public async Task The_answer_is_not_destroyed_by_what_the_client_still_sends()
    {
        await using var bench = await FrontendBench.StartAsync();
        using var client = await bench.ConnectAsync(Client.Bytes("GET / HTTP/1.1\r\n"));
        await client.SendAsync(new byte[200_000]);
        await client.AssertAnsweredAsync(
            Answer(405, "Method Not Allowed: only CONNECT is served here (not a CONNECT request)", "MethodNotAllowed"));
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_read()
    {
        await using var bench = await FrontendBench.StartAsync();
        using var client = await bench.ConnectAsync();
        foreach (var next in Client.Connect(Target))
        {
            await client.SendAsync(new[] { next });
            await bench.SettleAsync();
        }

        await bench.DialledAsync();
        Assert.Equal(("10.250.0.2", 10250), (bench.Agents[0].Dials[0].Request.Host, bench.Agents[0].Dials[0].Request.Port));
    }

    [Theory]
    [InlineData("CONNECT 10.0.0.1:1 HTTP/1.0\r\n\r\n", "10.0.0.1", 1)]
    [InlineData("CONNECT [2001:DB8::1]:443 HTTP/1.1\r\nHost: elsewhere:1\r\nUser-Agent: x\r\n\r\n", "2001:DB8::1", 443)]
    [InlineData("CONNECT Node-1.internal:65535 HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "Node-1.internal", 65535)]
    public async Task The_target_is_the_destination_and_nothing_else_is(string request, string host, int port)
    {
        await using var bench = await FrontendBench.StartAsync();
        using var client = await bench.ConnectAsync(Client.Bytes(request));
        await bench.DialledAsync();
        Assert.Equal((host, port), (bench.Agents[0].Dials[0].Request.Host, bench.Agents[0].Dials[0].Request.Port));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_away_takes_its_dial_with_it(bool byReset)
    {
        await using var bench = await FrontendBench.StartAsync();
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await bench.DialledAsync();
        if (byReset)
            client.Reset();
        else
            client.Dispose();
        await bench.AssertEndedAsync(StreamOutcome.Cancelled);
    }

    [Fact]
    public async Task A_client_that_ends_its_direction_before_the_answer_wants_none()
    {
        await using var bench = await FrontendBench.StartAsync();
        using var client = await bench.ConnectAsync(Client.Connect(Target));
        await bench.DialledAsync();
        client.EndSending();
        await client.AssertResetAsync();
        await bench.AssertEndedAsync(StreamOutcome.Cancelled);
    }

    [Fact]
    public async Task A_client_that_goes_away_without_a_request_is_no_news()
    {
        await using var bench = await FrontendBench.StartAsync();
        (await bench.ConnectAsync(Client.Bytes("CONN"))).Dispose();
        await bench.AssertEndedAsync(StreamOutcome.ClientClosedEarly);
        Assert.All(bench.Log.Lines, static l => Assert.StartsWith("Debug", l));
    }

    [Fact]
    public async Task Who_may_not_connect_is_reset()
    {
        var options = FrontendBench.Plain() with { AllowedSources = [Shared.Addressing.SourceRange.Parse("127.0.0.2/32")] };
        await using var bench = await FrontendBench.StartAsync(options);
        using var stranger = await bench.ConnectAsync(from: "127.0.0.3");
        await stranger.AssertResetAsync();
        await bench.AssertEndedAsync(StreamOutcome.SourceNotAllowed);
        using var friend = await bench.ConnectAsync(from: "127.0.0.2");
        await friend.SendAsync(Client.Connect(Target));
        await bench.DialledAsync();
    }

    [Fact]
    public async Task More_connections_than_there_are_descriptors_for_are_reset()
    {
        await using var bench = await FrontendBench.StartAsync(maxConnections: 1);
        using var first = await bench.ConnectAsync(Client.Connect(Target));
        await bench.DialledAsync();
        using var second = await bench.ConnectAsync();
        await second.AssertResetAsync();
        Assert.Equal((1, 1), (bench.Set.OutOfDescriptors, bench.Listener.Counters.Ended(StreamOutcome.OutOfDescriptors)));
    }

    [Fact]
    public async Task Garbage_is_answered_or_refused_and_harms_nobody()
    {
        await using var bench = await FrontendBench.StartAsync();
        using var other = await bench.ConnectAsync(Client.Connect(Target));
        await bench.DialledAsync();
        var dials = bench.Agents[0].Dials.Count;
        await Gen.Byte.Array[1, 200].SampleAsync(
            async bytes =>
            {
                using var client = await bench.ConnectAsync(bytes);
                client.EndSending();
                try
                {
                    Assert.StartsWith("HTTP/1.1 4", System.Text.Encoding.Latin1.GetString(await client.ReceiveToEndAsync()));
                }
                catch (System.Net.Sockets.SocketException)
                {
                    // Reset: what came was the beginning of a request.
                }
            },
            iter: 100,
            threads: 1);
        Assert.Equal((dials, 1), (bench.Agents[0].Dials.Count, bench.Agents[0].Pending));
    }

    internal static string Answer(int status, string reason, string code) =>
        $"HTTP/1.1 {status} {reason}\r\n{(status == 405 ? "Allow: CONNECT\r\n" : "")}X-Tunnel-Error: {code}\r\n{(status == 503 ? "Retry-After: 1\r\n" : "")}Connection: close\r\nContent-Length: 0\r\n\r\n";
}
