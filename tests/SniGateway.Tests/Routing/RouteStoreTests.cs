using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Routing;

public sealed class RouteStoreTests
{
    [Fact]
    public void Says_which_routes_were_added_changed_and_removed()
    {
        var store = Sample.Store(Sample.Route("same"), Sample.Route("changed"), Sample.Route("removed") with { CloseOnRemove = true });

        var changes = store.Apply(
            Sample.Gateway(Sample.Route("added"), Sample.Route("changed", "x.org"), Sample.Route("same")));

        Assert.Equal(["added"], changes.Added.Select(static r => r.Name));
        Assert.Equal(["changed"], changes.Changed.Select(static r => r.Name));
        Assert.Equal(["removed"], changes.Removed.Select(static r => r.Name));
        Assert.True(changes.Removed[0].Options.CloseOnRemove);
        Assert.Same(store.Current.Table.FindByServerName("x.org"), changes.Changed[0]);
    }

    [Fact]
    public void The_same_configuration_again_changes_nothing()
    {
        var store = Sample.Store(Sample.Route("a", "a.org"), Sample.Route("b"));
        var before = store.Current;

        var changes = store.Apply(Sample.Gateway(Sample.Route("a", "a.org"), Sample.Route("b")));

        Assert.True(changes.IsEmpty);
        Assert.Equal(before.Table.Routes, store.Current.Table.Routes);
        Assert.Equal(before.Generation + 1, store.Current.Generation);
    }

    [Fact]
    public void State_outlives_a_change_of_the_route()
    {
        var store = Sample.Store(Sample.Route("a", "a.org"));
        var before = store.Current.Table.Routes[0];
        Assert.Equal(ConnectionOutcome.None, before.TryEnter(nowMs: 5));
        before.State.Counters(1).CountBytes(up: 10, down: 20);

        store.Apply(Sample.Gateway(Sample.Route("a", "b.org") with { MaxConnections = 1 }));

        var after = store.Current.Table.Routes[0];
        Assert.NotSame(before, after);
        Assert.Same(before.State, after.State);
        Assert.Equal(ConnectionOutcome.RouteConnectionLimit, after.TryEnter(nowMs: 6));
        before.Leave();
        Assert.Equal(ConnectionOutcome.None, after.TryEnter(nowMs: 7));
        Assert.Equal(20, after.State.Sum(static c => c.BytesDown));
    }

    [Fact]
    public void Backends_of_the_same_address_keep_their_state_and_take_new_weights()
    {
        var store = Sample.Store(Sample.Route("a", null, Sample.Backend("10.0.0.1:443"), Sample.Backend("10.0.0.2:443")));
        var before = store.Current.Table.Routes[0].Backends.Members;

        store.Apply(Sample.Gateway(
            Sample.Route("a", null, Sample.Backend("10.0.0.3:443"), Sample.Backend("10.0.0.2:443", weight: 0))));

        var after = store.Current.Table.Routes[0].Backends.Members;
        Assert.Same(before[1].Backend, after[1].Backend);
        Assert.Equal(0, after[1].Options.Weight);
        Assert.DoesNotContain(before[0].Backend, after.Select(static m => m.Backend));
    }

    [Fact]
    public void A_removed_route_says_so_and_comes_back_as_a_new_one()
    {
        var store = Sample.Store(Sample.Route("a"));
        var before = store.Current.Table.Routes[0];
        Assert.False(before.State.Removed);

        store.Apply(Sample.Gateway());
        Assert.True(before.State.Removed);
        store.Apply(Sample.Gateway(Sample.Route("a")));

        var after = store.Current.Table.Routes[0];
        Assert.NotSame(before.State, after.State);
        Assert.False(after.State.Removed);
    }

    [Fact]
    public void A_change_of_zone_or_ejection_reaches_routes_that_did_not_change()
    {
        var store = Sample.Store(Sample.Route("a", null, Sample.Backend("10.0.0.1:443", zone: "z")));
        var ejection = new OutlierEjectionOptions { ConsecutiveFailures = 1 };

        var changes = store.Apply(store.Current.Options with { Zone = "z", OutlierEjection = ejection });

        Assert.True(changes.IsEmpty);
        var member = store.Current.Table.Routes[0].Backends.Members[0];
        Assert.True(member.IsLocal);
        Assert.True(member.Backend.Endpoints[0].ConnectFailed(nowMs: 0));
    }

    [Fact]
    public void A_configuration_that_cannot_be_built_leaves_the_old_one_in_force()
    {
        var store = Sample.Store(Sample.Route("a", "a.org"));
        var before = store.Current;

        Assert.Throws<ArgumentException>(() => store.Apply(Sample.Gateway(Sample.Route("b", "b.org"), Sample.Route("c", "b.org"))));

        Assert.Same(before, store.Current);
        Assert.False(before.Table.Routes[0].State.Removed);
    }
}
