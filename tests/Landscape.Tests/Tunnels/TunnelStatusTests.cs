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
                "agent a-1: usable, 2 carriers (round trip 2.3 ms), 2 streams, 4 carriers lost so far, 123 bytes sent again",
                "agent a-2: not usable, 0 carriers (round trip 0.0 ms), 0 streams, 0 carriers lost so far, 0 bytes sent again",
            ],
            TunnelSession.Parse(Answer).Select(session => session.ToString()));
    }

    [Fact]
    public void Of_the_agents_carriers_those_are_shown_that_have_failed()
    {
        const string Answer = """
            {"servers":[{"server":"vpn-seed-server-0","carriers":[{"slot":0,"state":"Live","failures":0},
              {"slot":1,"state":"Waiting","failures":3,"lastError":"refused","lastErrorLeg":"gateway"}]}]}
            """;
        Assert.Equal(["carrier 1 is Waiting; its last error (gateway): refused"], CarrierFailure.Parse(Answer).Select(failure => failure.ToString()));
    }

    [Fact]
    public void Local_ports_are_read_from_what_ss_shows()
    {
        const string Output = "0      0         198.18.3.2:40112    198.18.3.1:8443\n0      36    198.18.3.2:40114    198.18.3.1:8443  \n";
        Assert.Equal([40112, 40114], CarrierConnections.Parse(Output));
        Assert.Empty(CarrierConnections.Parse(""));
    }
}
