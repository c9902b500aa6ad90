using Connectivity.VpnTunnel.Agent.Servers;
using Connectivity.VpnTunnel.Tests.Configuration;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

public sealed class MembershipTests
{
    private const string Template = "serverTemplate: { address: \"{server}:1194\" }";
    private readonly Membership _membership = new();
    private readonly List<string> _unreachable = [];

    [Fact]
    public void Servers_that_are_told_of_are_reached_through_the_template()
    {
        _membership.Tell("s-0", ["s-0", "s-1"]);
        _membership.Tell("s-1", ["s-0", "s-2"]);

        Assert.Equal(["s-0", "s-1", "s-2"], Wanted(Template));
        Assert.Equal("s-2:1194", _membership.Wanted(Configured.Agent(Configured.MinimalAgent + Template), [])["s-2"].Address!.ToString());
    }

    [Fact]
    public void Configured_servers_are_reached_as_configured()
    {
        _membership.Tell("s-0", ["s-0"]);

        Assert.Equal("vpn:1194", _membership.Wanted(Configured.Agent(Configured.MinimalAgent + Template), [])["s-0"].Address!.ToString());
    }

    [Fact]
    public void Configured_servers_stay_though_nobody_tells_of_them()
    {
        _membership.Tell("s-0", ["other"]);

        Assert.Equal(["other", "s-0"], Wanted(Template));
    }

    [Fact]
    public void Servers_that_nobody_tells_of_any_more_are_not_wanted()
    {
        _membership.Tell("s-0", ["s-0", "s-1"]);
        Assert.False(_membership.Tell("s-0", ["s-0", "s-1"]));
        Assert.True(_membership.Tell("s-0", ["s-0"]));

        Assert.Equal(["s-0"], Wanted(Template));
    }

    [Fact]
    public void What_a_server_told_counts_until_it_is_forgotten()
    {
        _membership.Tell("s-1", ["s-2"]);
        _membership.Forget("s-1");

        Assert.Equal(["s-0"], Wanted(Template));
    }

    [Fact]
    public void Without_a_way_to_them_servers_are_told_to_be_unreachable()
    {
        _membership.Tell("s-0", ["s-1"]);

        Assert.Equal(["s-0"], Wanted(""));
        Assert.Equal(["s-1"], _unreachable);
    }

    [Fact]
    public void Ids_that_would_break_an_address_are_unreachable()
    {
        _membership.Tell("s-0", ["a b", "x:1"]);

        Assert.Equal(["s-0"], Wanted(Template));
        Assert.Equal(["a b", "x:1"], _unreachable);
    }

    [Fact]
    public void However_many_are_told_of_there_is_a_bound()
    {
        for (var i = 0; i < 10; i++)
            _membership.Tell($"s-{i}", [.. Enumerable.Range(0, 64).Select(n => $"t-{i}-{n}")]);

        Assert.Equal(128, Wanted(Template).Length);
        Assert.Equal(640 - 127, _unreachable.Count);
    }

    private string[] Wanted(string template) =>
        [.. _membership.Wanted(Configured.Agent(Configured.MinimalAgent + template), _unreachable).Keys.Order(StringComparer.Ordinal)];
}
