using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Xunit;

namespace Connectivity.SniGateway.Tests.Routing;

public sealed class RouteTests
{
    [Fact]
    public void Admits_up_to_its_connection_limit()
    {
        var route = Sample.Store(Sample.Route("a") with { MaxConnections = 2 }).Current.Table.Routes[0];

        Assert.Equal(ConnectionOutcome.None, route.TryEnter(0));
        Assert.Equal(ConnectionOutcome.None, route.TryEnter(0));
        Assert.Equal(ConnectionOutcome.RouteConnectionLimit, route.TryEnter(0));
        route.Leave();
        Assert.Equal(ConnectionOutcome.None, route.TryEnter(0));
        Assert.Equal(2, route.State.Active);
    }

    [Fact]
    public void Admits_at_its_rate_and_a_refusal_counts_no_connection()
    {
        var route = Sample.Store(
            Sample.Route("a") with { NewConnectionsPerSecond = 10, NewConnectionsBurst = 2 }).Current.Table.Routes[0];

        Assert.Equal(ConnectionOutcome.None, route.TryEnter(0));
        Assert.Equal(ConnectionOutcome.None, route.TryEnter(0));
        Assert.Equal(ConnectionOutcome.RouteRateLimit, route.TryEnter(99));
        Assert.Equal(2, route.State.Active);
        Assert.Equal(ConnectionOutcome.None, route.TryEnter(100));
    }

    [Fact]
    public void Without_allowed_sources_every_address_is_allowed()
    {
        var route = Sample.Store(Sample.Route("a")).Current.Table.Routes[0];

        Assert.True(route.AllowedSources.Contains(Sample.Endpoint("192.0.2.1:1")));
        Assert.True(route.AllowedSources.Contains(Sample.Endpoint("[2001:db8::1]:1")));
    }

    [Fact]
    public void With_allowed_sources_only_those_are_allowed()
    {
        var route = Sample.Store(Sample.Route("a") with { AllowedSources = [SourceRange.Parse("192.0.2.0/24")] }).Current.Table.Routes[0];

        Assert.True(route.AllowedSources.Contains(Sample.Endpoint("192.0.2.1:1")));
        Assert.False(route.AllowedSources.Contains(Sample.Endpoint("192.0.3.1:1")));
        Assert.False(route.AllowedSources.Contains(Sample.Endpoint("[2001:db8::1]:1")));
    }

    [Fact]
    public void Counters_of_all_loops_are_summed_by_outcome()
    {
        var state = Sample.Store(Sample.Route("a")).Current.Table.Routes[0].State;
        state.Counters(0).CountEnded(ConnectionOutcome.Completed);
        state.Counters(1).CountEnded(ConnectionOutcome.Completed);
        state.Counters(1).CountEnded(ConnectionOutcome.InternalError);

        Assert.Equal(2, state.Ended(ConnectionOutcome.Completed));
        Assert.Equal(1, state.Ended(ConnectionOutcome.InternalError));
        Assert.Equal(0, state.Ended(ConnectionOutcome.ClientReset));
    }

    [Fact]
    public void Remembers_when_it_was_last_asked_for_even_when_it_refused()
    {
        var route = Sample.Store(Sample.Route("a") with { MaxConnections = 1 }).Current.Table.Routes[0];
        Assert.Null(route.State.LastSeenMs);
        Assert.False(route.State.WasUsed);

        route.TryEnter(0);
        route.TryEnter(7);

        Assert.Equal(7, route.State.LastSeenMs);
        Assert.True(route.State.WasUsed);
    }

    [Fact]
    public void Counts_as_used_when_only_refused_sources_asked_for_it()
    {
        var state = Sample.Store(Sample.Route("a")).Current.Table.Routes[0].State;

        state.Counters(1).CountEnded(ConnectionOutcome.SourceDenied);

        Assert.True(state.WasUsed);
    }
}
