using Connectivity.Landscape.Commands;
using Connectivity.Landscape.Gateway;
using Connectivity.Landscape.Proxies;
using Connectivity.Landscape.Tracing;
using Connectivity.Landscape.Tunnels;
using Xunit;

namespace Connectivity.Landscape.Tests.Commands;

public sealed class StatusTableTests
{
    private static readonly LegResult Api = LegResult.Ok(TraceLeg.GatewayToApiserver, TimeSpan.FromMilliseconds(12.34), "");

    [Fact]
    public void A_node_has_its_legs_and_its_sessions_and_a_shoot_without_nodes_its_api_only()
    {
        var session = TunnelSession.Parse("""
            {"sessions":[{"agent":"a-1","usable":true,"streams":7,"losses":4,"bytesReplayed":123,"carriers":[{"rttMicroseconds":1},{"rttMicroseconds":1}]}]}
            """);
        IReadOnlyList<LegResult> legs =
        [
            Api,
            LegResult.Ok(TraceLeg.Agent, TimeSpan.FromMilliseconds(0.31), "", "a-1"),
            LegResult.Failed(TraceLeg.Kubelet, TimeSpan.FromMilliseconds(3), "503", "a-1"),
            LegResult.NotLookedAt(TraceLeg.NodeProxy, "root", "a-1"),
        ];
        Assert.Equal(
            [
                "SHOOT  NODE  READY      API  TUNNEL  KUBELET  PROXY  SESSIONS  CARRIERS  STREAMS  LOST  RESENT",
                "a      a-1   yes    12.3 ms  0.3 ms   FAILED      ?         1         2        7     4     123",
                "b      b-1   NO     12.3 ms  no way        -      -         0         0        0     0       0",
                "c      -     -       FAILED       -        -      -         -         -        -     -       -",
            ],
            StatusTable.Lines(
            [
                new StatusRow { Shoot = "a", Node = "a-1", IsReady = true, Legs = legs, Sessions = session },
                new StatusRow { Shoot = "b", Node = "b-1", IsReady = false, Legs = [Api, LegResult.NotReached(TraceLeg.Agent, "", "b-1")], Sessions = [] },
                new StatusRow { Shoot = "c", Legs = [LegResult.Failed(TraceLeg.GatewayToApiserver, null, "")], Sessions = [] },
            ]));
    }

    [Fact]
    public void Routes_that_failed_are_read_with_their_tenant_and_time() => Assert.Equal(
        [new RouteFailure("t", "t/api", "ConnectRefused", new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero))],
        RouteFailure.Parse("""
            {"generation":1,"routes":[{"name":"t/api","tenant":"t","lastFailure":{"outcome":"ConnectRefused","at":"2026-01-01T12:00:00Z"}},
              {"name":"u/api","tenant":"u"}]}
            """));

    [Fact]
    public void Failures_of_a_proxy_are_read_by_leg() => Assert.Equal(
        [new ProxyFailure("gateway", "ConnectRefused, 10.0.0.1:8443: 502 Bad Gateway", TimeSpan.FromSeconds(3))],
        ProxyFailure.Parse("""
            {"total":0,"connections":[],"lastFailures":[{"leg":"gateway","outcome":"ConnectRefused","problem":"10.0.0.1:8443: 502 Bad Gateway","agoMs":3000}]}
            """));
}
