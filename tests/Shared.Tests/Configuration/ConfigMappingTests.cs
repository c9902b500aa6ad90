using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Xunit;

namespace Connectivity.Shared.Tests.Configuration;

public sealed class ConfigMappingTests
{
    [Fact]
    public void Binds_every_kind_of_value()
    {
        const string Text = """
            kind: ProxyDestination
            on: true
            trusted: [10.0.0.0/8, "fd00::/8"]
            headers: { X-A: "1", "b c": 2 }
            limits: { helloTimeout: 250ms, helloMaxBytes: 64KiB }
            routes:
              - name: a
                hosts: [x, y]
                backends:
                  - { address: "10.0.0.1:443", weight: 7 }
                  - address: "[::1]:80"
            """;
        var bound = ConfigReader.Bind(Text, Sample.Bind, new ConfigErrors("f"))!;

        Assert.Equal((SampleKind.ProxyDestination, true), (bound.Kind, bound.On));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")], bound.Trusted);
        Assert.Equal([new("X-A", "1"), new("b c", "2")], bound.Headers);
        Assert.Equal(new SampleLimits(TimeSpan.FromMilliseconds(250), 65536), bound.Limits);
        Assert.Equal(["x", "y"], bound.Routes[0].Hosts);
        Assert.Equal([new SampleBackend(SocketEndpoint.From(IPEndPoint.Parse("10.0.0.1:443")), 7), new(SocketEndpoint.From(IPEndPoint.Parse("[::1]:80")), 1)], bound.Routes[0].Backends);
    }

    [Fact]
    public void Gives_defaults_for_everything_absent()
    {
        var bound = ConfigReader.Bind("routes:\nlimits:\n", Sample.Bind, new ConfigErrors("f"))!;

        Assert.Equal((SampleKind.Sni, false), (bound.Kind, bound.On));
        Assert.Equal(new SampleLimits(TimeSpan.FromSeconds(5), 65536), bound.Limits);
        Assert.Empty(bound.Routes);
        Assert.Empty(bound.Headers);
    }

    [Theory]
    [InlineData("kind: sni\n", "gateway.yaml:1:7: kind: \"sni\" is not one of Sni, Connect, ProxyDestination")]
    [InlineData("kind: 1\n", "gateway.yaml:1:7: kind: \"1\" is not one of Sni, Connect, ProxyDestination")]
    [InlineData("kind: [Sni]\n", "gateway.yaml:1:7: kind: expected a single value, found a list")]
    [InlineData("on: yes\n", "gateway.yaml:1:5: on: \"yes\" is not true or false")]
    [InlineData("trusted: 10.0.0.0/8\n", "gateway.yaml:1:10: trusted: expected a list, found a single value")]
    [InlineData("trusted: [10.0.0.1/33]\n", "gateway.yaml:1:11: trusted[0]: \"10.0.0.1/33\" is not a network (like 10.0.0.0/8)")]
    [InlineData("headers: [a]\n", "gateway.yaml:1:10: headers: expected keys with values, found a list")]
    [InlineData("headers: { a: [b] }\n", "gateway.yaml:1:15: headers.a: expected a single value, found a list")]
    [InlineData("limits: 5s\n", "gateway.yaml:1:9: limits: expected keys with values, found a single value")]
    [InlineData("limits: { helloTimeout: 5 }\n", "gateway.yaml:1:25: limits.helloTimeout: \"5\" is not a duration (like 250ms, 5s, 1m, 24h or 1h30m)")]
    [InlineData("limits: { helloTimeout: 5ms }\n", "gateway.yaml:1:25: limits.helloTimeout: \"5ms\" is too small: at least 100ms")]
    [InlineData("limits: { helloTimeout: 1h }\n", "gateway.yaml:1:25: limits.helloTimeout: \"1h\" is too large: at most 1m")]
    [InlineData("limits: { helloMaxBytes: 64K }\n", "gateway.yaml:1:26: limits.helloMaxBytes: \"64K\" is not a number of bytes (like 65536 or 64KiB)")]
    [InlineData("limits: { helloMaxBytes: 2MiB }\n", "gateway.yaml:1:26: limits.helloMaxBytes: \"2MiB\" is too large: at most 1MiB")]
    [InlineData("routes: [{ name: a }]\n", "gateway.yaml:1:10: routes[0].backends: is required")]
    [InlineData("routes: [{ name: a, backends: [] }]\n", "gateway.yaml:1:31: routes[0].backends: needs at least 1 element")]
    [InlineData("routes: [{ name: '', backends: [{ address: 1.1.1.1:1 }] }]\n", "gateway.yaml:1:18: routes[0].name: must not be empty")]
    [InlineData("routes: [{ name: a, hosts: [''], backends: [{ address: 1.1.1.1:1 }] }]\n", "gateway.yaml:1:29: routes[0].hosts[0]: must not be empty")]
    [InlineData("routes: [a]\n", "gateway.yaml:1:10: routes[0]: expected keys with values, found a single value")]
    [InlineData("- a\n", "gateway.yaml:1:1: expected keys with values, found a list")]
    [InlineData("limit: {}\n", "gateway.yaml:1:1: limit: unknown key; did you mean limits?")]
    [InlineData("Kind: Sni\n", "gateway.yaml:1:1: Kind: unknown key; did you mean kind?")]
    [InlineData("limits: { bandwidth: 5 }\n", "gateway.yaml:1:11: limits.bandwidth: unknown key; known here: helloTimeout, helloMaxBytes")]
    public void Says_what_is_wrong_where(string text, string error) => Assert.Equal([error], Sample.ErrorsOf(text));

    [Fact]
    public void Reports_five_mistakes_as_five_errors_in_the_order_of_the_file()
    {
        const string Text = """
            routes:
              - name: a
                backends:
                  - { address: 10.0.0.1:443 }
                  - { address: "x:99999", weigth: 2 }
              - hosts: [b]
                backends: [{ address: 10.0.0.1:443, weight: 0 }]
            limits: { helloTimeout: soon }
            """;

        Assert.Equal(
            [
                "gateway.yaml:5:20: routes[0].backends[1].address: \"x:99999\" is not host:port (port 1-65535)",
                "gateway.yaml:5:31: routes[0].backends[1].weigth: unknown key; did you mean weight?",
                "gateway.yaml:6:5: routes[1].name: is required",
                "gateway.yaml:7:49: routes[1].backends[0].weight: \"0\" is too small: at least 1",
                "gateway.yaml:8:25: limits.helloTimeout: \"soon\" is not a duration (like 250ms, 5s, 1m, 24h or 1h30m)",
            ],
            Sample.ErrorsOf(Text));
    }

    [Fact]
    public void Shows_a_bounded_printable_piece_of_a_value()
    {
        var error = Assert.Single(Sample.ErrorsOf($"kind: \"\\e[31m{new string('x', 200)}\"\n"));

        Assert.Equal($"gateway.yaml:1:7: kind: \"\\u001b[31m{new string('x', 75)}…\" is not one of Sni, Connect, ProxyDestination", error);
    }

    [Fact]
    public void Lets_a_binder_report_rules_of_its_own_at_a_key_or_an_element()
    {
        var errors = new ConfigErrors("f");
        var bound = ConfigReader.Bind(
            "a: 1\nl: [x, y]\n",
            map =>
            {
                map.Int("a", 0);
                map.TextList("l");
                map.Error("a", "is odd");
                map.Error("l", 1, "is taken");
                map.Error("z", "is missing");
                return "";
            },
            errors);

        Assert.Null(bound);
        Assert.Equal(["f:1:1: z: is missing", "f:1:4: a: is odd", "f:2:8: l[1]: is taken"], errors.Lines());
    }

    [Fact]
    public void Leaves_an_optional_mapping_away_without_its_key()
    {
        var errors = new ConfigErrors("f");
        var bound = ConfigReader.Bind(
            "present: { name: x }\n",
            map => new[] { map.OptionalMapping("present", m => m.RequiredText("name")), map.OptionalMapping("absent", m => m.RequiredText("name")) },
            errors);

        Assert.Equal<string?[]>(["x", null], bound);
    }

    [Fact]
    public void Never_shows_the_text_of_a_value_read_as_text()
    {
        var errors = new ConfigErrors("f");
        ConfigReader.Bind("password: [hunter2]\n", map => map.RequiredText("password"), errors);

        Assert.DoesNotContain("hunter2", Assert.Single(errors.Lines()), StringComparison.Ordinal);
    }
}
