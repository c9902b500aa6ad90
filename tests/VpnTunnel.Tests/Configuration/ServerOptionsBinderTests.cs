using Connectivity.VpnTunnel.Configuration;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Configuration;

public sealed class ServerOptionsBinderTests
{
    [Fact]
    public void Reads_the_file_of_the_contract()
    {
        var options = Configured.Server("""
            serverId: vpn-seed-server-0
            carriers: { listen: 0.0.0.0:1194, tls: { certFile: a, keyFile: b, clientCaFile: c } }
            frontends:
              - { kind: HttpConnect, listen: 0.0.0.0:9443, tls: { certFile: d, keyFile: e, clientCaFile: f } }
              - { kind: HttpConnect, listen: "unix:/run/vpn/connect.sock" }
            resume: { window: 60s }
            """);

        Assert.Equal("vpn-seed-server-0", options.ServerId);
        Assert.Equal("0.0.0.0:1194", options.Carriers.Listen.ToString());
        Assert.Equal(new TlsOptions { CertFile = "d", KeyFile = "e", CaFile = "f" }, options.Frontends[0].Tls);
        Assert.Equal("/run/vpn/connect.sock", options.Frontends[1].Listen.Path);
        Assert.Equal("unix:/run/vpn/connect.sock", options.Frontends[1].Listen.ToString());
        Assert.Equal(TimeSpan.FromSeconds(60), options.Resume.Window);
        Assert.Equal(new ServerLimitsOptions(), options.Limits);
    }

    [Fact]
    public void Every_missing_key_is_named_at_once()
    {
        Assert.Equal(
            [
                "carriers.listen: is required",
                "carriers.tls.certFile: is required",
                "carriers.tls.keyFile: is required",
                "carriers.tls.clientCaFile: is required",
                "serverId: is required",
                "frontends: is required",
            ],
            Configured.ServerErrors("{}"));
    }

    [Theory]
    [InlineData("{ kind: HttpConnect, listen: '127.0.0.1:1' }")]
    [InlineData("{ kind: Socks5, listen: '[::1]:1' }")]
    [InlineData("{ kind: HttpConnect, listen: '127.8.9.1:1' }")]
    [InlineData("{ kind: HttpConnect, listen: '0.0.0.0:1', allowedSources: [10.0.0.0/8] }")]
    [InlineData("{ kind: HttpConnect, listen: '0.0.0.0:1', tls: { certFile: a, keyFile: b, clientCaFile: c }, allowedClients: [kube-apiserver] }")]
    [InlineData("{ kind: HttpConnect, listen: 'unix:/x', mode: 0600 }")]
    public void Front_ends_that_not_everybody_gets_to_are_taken(string frontend) =>
        Assert.Single(Configured.Server($"serverId: s\n{Configured.Carriers}frontends: [{frontend}]").Frontends);

    [Theory]
    [InlineData(
        "{ kind: HttpConnect, listen: '0.0.0.0:1' }",
        "frontends[0].tls: is required on 0.0.0.0:1, or else allowedSources: anybody who gets there could reach into the shoot")]
    [InlineData(
        "{ kind: HttpConnect, listen: '[::]:1' }",
        "frontends[0].tls: is required on [::]:1, or else allowedSources: anybody who gets there could reach into the shoot")]
    [InlineData(
        "{ kind: HttpConnect, listen: '10.0.0.1:1', tls: { certFile: a, keyFile: b } }", "frontends[0].tls.clientCaFile: is required")]
    [InlineData("{ kind: HttpConnect, listen: 'unix:x' }", "frontends[0].listen: \"unix:x\" is not ip:port, [ip]:port or unix:/absolute/path (at most 107 bytes)")]
    [InlineData(
        "{ kind: HttpConnect, listen: 'unix:/x', tls: { certFile: a, keyFile: b, clientCaFile: c } }",
        "frontends[0].tls: is not spoken on a Unix socket: kube-apiserver would not; who may connect is said by mode")]
    [InlineData(
        "{ kind: HttpConnect, listen: 'unix:/x', allowedSources: [10.0.0.0/8] }",
        "frontends[0].allowedSources: has no effect on a Unix socket: who may connect is said by mode")]
    [InlineData("{ kind: HttpConnect, listen: '127.0.0.1:1', mode: 0660 }", "frontends[0].mode: has no effect on a TCP socket")]
    [InlineData("{ kind: HttpConnect, listen: 'unix:/x', mode: 1777 }", "frontends[0].mode: \"1777\" is not permission bits in octal (like 0660)")]
    [InlineData("{ kind: HttpConnect, listen: 'unix:/x', mode: 0688 }", "frontends[0].mode: \"0688\" is not permission bits in octal (like 0660)")]
    [InlineData(
        "{ kind: HttpConnect, listen: '127.0.0.1:1', allowedClients: [x] }",
        "frontends[0].allowedClients: has no effect without tls: clients have no certificates")]
    [InlineData("{ kind: Http, listen: '127.0.0.1:1' }", "frontends[0].kind: \"Http\" is not one of HttpConnect, Socks5")]
    [InlineData("{ kind: HttpConnect, listen: '127.0.0.1:1' }, { kind: Socks5, listen: '127.0.0.1:1' }", "frontends[1].listen: 127.0.0.1:1 is listened on already")]
    [InlineData(
        "{ kind: HttpConnect, listen: 0.0.0.0:1194, allowedSources: [10.0.0.0/8] }", "frontends[0].listen: 0.0.0.0:1194 is listened on already")]
    public void Mistakes_in_front_ends_are_named(string frontends, string error) =>
        Assert.Equal([error], Configured.ServerErrors($"serverId: s\n{Configured.Carriers}frontends: [{frontends}]"));

    [Theory]
    [InlineData("members: [a, b, a]", "members: \"a\" is there twice")]
    [InlineData("members: [\"\"]", "members[0]: \"\" is not an id: 1 to 128 bytes without control characters")]
    [InlineData("resume: { window: 11m }", "resume.window: \"11m\" is too large: at most 10m")]
    [InlineData("limits: { secondAgentAfter: 5s }", "limits.secondAgentAfter: must be shorter than dialTimeout: no second agent would ever be asked")]
    [InlineData("limits: { maxSession: 5 }", "limits.maxSession: unknown key; did you mean maxSessions?")]
    public void Mistakes_in_other_keys_are_named(string key, string error) =>
        Assert.Equal([error], Configured.ServerErrors(Configured.MinimalServer + key));

    [Fact]
    public void There_are_64_members_at_most()
    {
        static string Members(int count) => $"members: [{string.Join(", ", Enumerable.Range(0, count).Select(static i => $"s-{i}"))}]";

        Assert.Equal(64, Configured.Server(Configured.MinimalServer + Members(64)).Members.Count);
        Assert.Equal(["members: has 65 elements: at most 64"], Configured.ServerErrors(Configured.MinimalServer + Members(65)));
    }

    [Fact]
    public void What_is_in_force_reads_back_as_it_is()
    {
        var options = Configured.Server("serverId: s-0\n" + Configured.Carriers + """
            zone: z
            members: [s-0, s-1]
            frontends:
              - { kind: HttpConnect, listen: "[::]:9443", tls: { certFile: d, keyFile: e, clientCaFile: f }, allowedClients: [a, b], allowedSources: [10.0.0.0/8] }
              - { kind: Socks5, listen: "unix:/x", mode: 0600 }
            resume: { window: 0 }
            limits: { maxSessions: 1, maxStreamsPerSession: 2, sessionMemory: 3MiB, window: 64KiB, pendingDials: 4, pendingDialsPerDestination: 5, headTimeout: 6s, dialTimeout: 7s, secondAgentAfter: 2s, handshakeTimeout: 9s, maxHandshakes: 10 }
            keepalive: { interval: 1s, suspect: 3s, dead: 9s }
            drain: { timeout: 5s }
            """);

        Assert.Equal(options, Configured.Server(Configured.Written(options)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, options.Frontends[1].Mode);
    }
}
