using Connectivity.Landscape.Tracing;
using Connectivity.Landscape.Tunnels;
using Xunit;

namespace Connectivity.Landscape.Tests.Tracing;

public sealed class AgentVerdictTests
{
    private const string Lost = """
        "lastCarrierEnd":{"agent":"a-1","kind":"Lost","detail":"connection reset","at":"2026-01-01T11:59:48Z"}
        """;

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"agent":"a-1","usable":true,"streams":1,"losses":0,"bytesReplayed":0,"carriers":[{"rttMicroseconds":1500},{"rttMicroseconds":400}]}""", null)]
    [InlineData("", "never connected to this server")]
    [InlineData("""{"agent":"a-2","usable":true,"streams":0,"losses":0,"bytesReplayed":0,"carriers":[{"rttMicroseconds":1}]}""", "never connected to this server")]
    [InlineData(
        """{"agent":"a-1","usable":false,"draining":true,"streams":1,"losses":0,"bytesReplayed":0,"carriers":[{"rttMicroseconds":1}]}""",
        "it is about to end, and takes no new streams")]
    [InlineData(
        """{"agent":"a-1","usable":true,"echo":false,"echoProblem":"no echo in time","streams":1,"losses":0,"bytesReplayed":0,"carriers":[{"rttMicroseconds":1}]}""",
        "connected, but bytes do not come back: no echo in time")]
    [InlineData(
        """{"agent":"a-1","usable":false,"streams":1,"losses":0,"bytesReplayed":0,"carriers":[{"rttMicroseconds":1,"suspect":true}]}""",
        "its carriers owe a sign of life")]
    [InlineData(
        """{"agent":"a-1","usable":false,"streams":1,"losses":2,"bytesReplayed":0,"carriers":[],"detachedForMs":12400,"lastCarrierEnd":{"agent":"a-1","kind":"Lost","detail":"connection reset","at":"2026-01-01T11:59:48Z"}}""",
        "has lost its carriers 12 s ago (Lost: connection reset)")]
    public void The_servers_view_of_an_agent_says_what_is_wrong(string session, string? problem) =>
        Assert.Equal(problem, AgentLeg.Judge(ServerOf(session), "a-1", Noon).Problem);

    [Fact]
    public void The_round_trip_is_the_quickest_carriers() => Assert.Equal(
        TimeSpan.FromMicroseconds(400),
        AgentLeg.Judge(
            ServerOf("""{"agent":"a-1","usable":true,"streams":1,"losses":0,"bytesReplayed":0,"carriers":[{"rttMicroseconds":0},{"rttMicroseconds":400}]}"""),
            "a-1", Noon).RoundTrip);

    [Fact]
    public void An_agent_whose_session_is_over_is_told_by_the_end_of_its_last_carrier() => Assert.Equal(
        "not connected, its last carrier ended 12 s ago (Lost: connection reset)",
        AgentLeg.Judge(ServerOf("", withLoss: true), "a-1", Noon).Problem);

    [Fact]
    public void The_agents_own_words_have_the_state_of_each_carrier_and_the_age_of_its_last_error()
    {
        var carriers = AgentCarrier.Parse("""
            {"servers":[{"server":"s","carriers":[
              {"slot":0,"state":"standing","failures":0},
              {"slot":1,"state":"waiting","failures":3,"lastError":"gateway: 502","lastErrorLeg":"gateway","lastErrorAt":"2026-01-01T11:59:57Z"}]}]}
            """);
        Assert.Equal("carrier 0 standing; carrier 1 waiting, last error gateway: 502, 3 s ago", AgentLeg.Describe(carriers, Noon));
    }

    [Theory]
    [InlineData(null, true, "ready, sessions: 0")]
    [InlineData("agents: none", false, "not ready: agents: none; no agent is connected, the last carrier, of agent a-1, ended 12 s ago (Lost: connection reset)")]
    public void A_server_that_is_not_ready_says_who_was_connected_last(string? notReady, bool isOk, string detail)
    {
        var leg = ServerLeg.Of(ServerOf("", withLoss: true) with { NotReady = notReady }, TimeSpan.Zero, Noon);
        Assert.Equal((isOk ? LegVerdict.Ok : LegVerdict.Failed, detail), (leg.Verdict, leg.Detail));
    }

    private static TunnelServerView ServerOf(string session, bool withLoss = false)
    {
        using var owner = System.Text.Json.JsonDocument.Parse($"{{{(withLoss ? Lost : "")}}}");
        return new TunnelServerView(null, TunnelSession.Parse($$"""{"sessions":[{{session}}]}"""), CarrierLoss.Read(owner.RootElement));
    }
}
