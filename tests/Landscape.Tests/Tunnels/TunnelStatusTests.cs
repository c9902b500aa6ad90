using Connectivity.Landscape.Tunnels;
using Xunit;

namespace Connectivity.Landscape.Tests.Tunnels;

public sealed class TunnelStatusTests
{
    [Fact]
    public void Sessions_are_read_from_the_servers_answer()
    {
        const string Answer = """
            {"sessions":[{"agent":"a-1","usable":true,"draining":false,"streams":2,"losses":4,"bytesReplayed":123,"prefixes":[],"carriers":[
              {"slot":0,"rttMicroseconds":150,"suspect":false},{"slot":1,"rttMicroseconds":2345,"suspect":false}]},
              {"agent":"a-2","usable":false,"draining":true,"streams":0,"losses":0,"bytesReplayed":0,"prefixes":[],"carriers":[]}]}
            """;
        Assert.Equal(
            [
                "agent a-1: usable; carriers: 2, round trip: 2.3 ms, streams: 2, carriers lost so far: 4, bytes sent again: 123",
                "agent a-2: not usable; carriers: 0, round trip: 0.0 ms, streams: 0, carriers lost so far: 0, bytes sent again: 0",
            ],
            TunnelSession.Parse(Answer).Select(session => session.ToString()));
    }

    [Fact]
    public void The_agents_carriers_are_shown_with_their_failures_and_their_last_errors()
    {
        const string Answer = """
            {"servers":[{"server":"vpn-seed-server-0","carriers":[{"slot":0,"state":"standing","failures":2},
              {"slot":1,"state":"waiting","failures":3,"lastError":"gateway: refused","lastErrorLeg":"gateway"}]}]}
            """;
        Assert.Equal(
            ["carrier 0 is standing, has failed 2 times", "carrier 1 is waiting, has failed 3 times; its last error: gateway: refused"],
            AgentCarrier.Parse(Answer).Select(carrier => carrier.ToString()));
    }

    [Fact]
    public void Local_ports_are_read_from_what_ss_shows()
    {
        const string Output = "0      0         198.18.3.2:40112    198.18.3.1:8443\n0      36    198.18.3.2:40114    198.18.3.1:8443  \n";
        Assert.Equal([40112, 40114], CarrierConnections.Parse(Output));
        Assert.Empty(CarrierConnections.Parse(""));
    }
}
