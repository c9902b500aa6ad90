using System.Net;
using System.Net.Sockets;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

/// <summary>A route that serves, and is given DNS names that nobody has looked up yet.</summary>
public sealed class MovedToNameTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RouteStore _store = Sample.Store(Sample.Route("a", null, Sample.Backend("10.0.0.1:443"), Sample.Backend("10.0.0.2:443")));
    private readonly BackendResolver _resolver;
    private readonly Dictionary<string, TaskCompletionSource<IPAddress[]>> _asked = [];

    public MovedToNameTests() => _resolver = new BackendResolver(_store, LookUp, _time, NullLogger<BackendResolver>.Instance);

    public void Dispose() => _resolver.Dispose();

    [Fact]
    public async Task What_it_had_serves_until_the_name_is_resolved_and_no_longer()
    {
        MoveTo(Sample.Backend("b:443"));
        var resolving = _resolver.ResolveDueAsync(CancellationToken.None);
        Assert.StartsWith("10.0.0.", Picked(), StringComparison.Ordinal);

        _asked["b"].SetResult([IPAddress.Parse("10.1.0.1")]);
        await resolving;
        Assert.Equal(["10.1.0.1:443"], PickAll());
    }

    [Fact]
    public void A_connection_is_tried_on_each_of_what_it_had()
    {
        MoveTo(Sample.Backend("b:443"));
        Assert.Equal(["10.0.0.1:443", "10.0.0.2:443"], PickAll().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_has_no_backend_from_then_on()
    {
        MoveTo(Sample.Backend("b:443"));
        var resolving = _resolver.ResolveDueAsync(CancellationToken.None);
        _asked["b"].SetException(new SocketException((int)SocketError.HostNotFound));
        await resolving;
        Assert.Null(Picked());
    }

    [Fact]
    public async Task A_name_without_an_answer_has_no_backend_once_it_is_given_up()
    {
        MoveTo(Sample.Backend("b:443"));
        var resolving = _resolver.ResolveDueAsync(CancellationToken.None);
        _time.Advance(BackendResolver.Timeout);
        await resolving;
        Assert.Null(Picked());
    }

    [Fact]
    public void A_look_up_that_does_not_come_to_its_turn_is_not_waited_for_without_end()
    {
        MoveTo(Sample.Backend("b:443"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(Picked());
        _time.Advance(BackendSet.Grace - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(Picked());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(Picked());
    }

    [Fact]
    public void One_new_backend_that_is_known_is_enough_to_leave_what_it_had()
    {
        MoveTo(Sample.Backend("b:443"), Sample.Backend("10.2.0.1:443"));
        Assert.Equal(["10.2.0.1:443"], PickAll());
    }

    [Fact]
    public void A_known_backend_without_weight_is_not()
    {
        MoveTo(Sample.Backend("b:443"), Sample.Backend("10.2.0.1:443", weight: 0));
        Assert.StartsWith("10.0.0.", Picked(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_drained_by_its_weights_stays_so()
    {
        MoveTo(Sample.Backend("b:443", weight: 0));
        Assert.Null(Picked());
    }

    [Fact]
    public void Two_reloads_in_a_row_end_at_what_served_last()
    {
        MoveTo(Sample.Backend("b:443"));
        MoveTo(Sample.Backend("c:443"));
        Assert.StartsWith("10.0.0.", Picked(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_served_before_the_last_that_did_is_forgotten()
    {
        MoveTo(Sample.Backend("b:443"));
        var resolving = _resolver.ResolveDueAsync(CancellationToken.None);
        _asked["b"].SetResult([IPAddress.Parse("10.1.0.1")]);
        await resolving;
        MoveTo(Sample.Backend("c:443"));
        Assert.Equal(["10.1.0.1:443"], PickAll());
    }

    [Fact]
    public void A_route_that_is_new_has_nobody_to_serve_for_it()
    {
        _store.Apply(Sample.Gateway(Sample.Route("new", null, Sample.Backend("b:443"))));
        Assert.Null(Picked());
    }

    private void MoveTo(params ReadOnlySpan<BackendOptions> backends) => _store.Apply(Sample.Gateway(Sample.Route("a", null, backends)));

    private string? Picked() => PickAll().FirstOrDefault();

    /// <summary>The endpoints that a connection is sent to when each fails.</summary>
    private List<string> PickAll()
    {
        var (tried, picked) = (new AttemptedEndpoints(), new List<string>());
        var nowMs = (long)_time.GetElapsedTime(0).TotalMilliseconds;
        while (_store.Current.Table.Routes[0].Backends.TryPick(Sample.Endpoint("192.0.2.1:1"), ref tried, nowMs, out var endpoint))
            picked.Add(endpoint.Address.ToString());
        return picked;
    }

    private Task<IPAddress[]> LookUp(string host, CancellationToken cancellation) => (_asked[host] = new TaskCompletionSource<IPAddress[]>()).Task;
}
