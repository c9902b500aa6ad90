using System.Net;
using System.Net.Sockets;
using Connectivity.SniGateway.Routing;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class BackendResolverTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RouteStore _store =
        Sample.Store(Sample.Route("a", null, Sample.Backend("kube-apiserver:443"), Sample.Backend("10.0.0.1:443")));

    private readonly BackendResolver _resolver;
    private readonly List<string> _asked = [];
    private Func<Task<IPAddress[]>> _answer = static () => Task.FromResult<IPAddress[]>([]);

    public BackendResolverTests() =>
        _resolver = new BackendResolver(_store, LookUp, _time, NullLogger<BackendResolver>.Instance);

    private Backend Backend => _store.Current.Table.Routes[0].Backends.Members[0].Backend;

    public void Dispose() => _resolver.Dispose();

    [Fact]
    public async Task A_name_becomes_all_its_addresses_of_both_families()
    {
        Answer("10.1.0.1", "10.1.0.2", "2001:db8::1");

        await _resolver.ResolveDueAsync(CancellationToken.None);

        Assert.Equal(["kube-apiserver"], _asked);
        Assert.Equal(
            ["10.1.0.1:443", "10.1.0.2:443", "[2001:db8::1]:443"],
            Backend.Endpoints.Select(static e => e.Address.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Addresses_that_stay_keep_their_state_in_whatever_order_they_come()
    {
        Answer("10.1.0.1", "10.1.0.2");
        await _resolver.ResolveDueAsync(CancellationToken.None);
        var kept = Backend.Endpoints.Single(static e => e.Address == Sample.Endpoint("10.1.0.2:443"));

        Answer("10.1.0.3", "10.1.0.2", "10.1.0.2");
        await ResolveAfter(BackendResolver.Interval);

        Assert.Equal(2, Backend.Endpoints.Count);
        Assert.Contains(kept, Backend.Endpoints);
    }

    [Fact]
    public async Task A_name_is_asked_for_again_after_the_interval_and_not_before()
    {
        Answer("10.1.0.1");
        await _resolver.ResolveDueAsync(CancellationToken.None);
        await ResolveAfter(BackendResolver.Interval - TimeSpan.FromSeconds(1));
        Assert.Single(_asked);

        await ResolveAfter(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task A_failure_keeps_the_last_good_addresses_and_is_retried_soon()
    {
        Answer("10.1.0.1");
        await _resolver.ResolveDueAsync(CancellationToken.None);

        _answer = static () => throw new SocketException((int)SocketError.HostNotFound);
        await ResolveAfter(BackendResolver.Interval);
        Assert.Single(Backend.Endpoints);
        Assert.NotNull(Backend.Resolution!.LastError);

        Answer("10.1.0.2");
        await ResolveAfter(BackendResolver.RetryInterval);
        Assert.Equal(Sample.Endpoint("10.1.0.2:443"), Backend.Endpoints[0].Address);
        Assert.Null(Backend.Resolution.LastError);
    }

    [Fact]
    public async Task An_answer_without_addresses_keeps_the_last_good_ones()
    {
        Answer("10.1.0.1");
        await _resolver.ResolveDueAsync(CancellationToken.None);
        Answer();
        await ResolveAfter(BackendResolver.Interval);

        Assert.Single(Backend.Endpoints);
        Assert.Equal("the name has no address", Backend.Resolution!.LastError);
    }

    [Fact]
    public async Task A_look_up_without_an_answer_is_given_up()
    {
        _answer = static () => new TaskCompletionSource<IPAddress[]>().Task;

        var resolving = _resolver.ResolveDueAsync(CancellationToken.None);
        Assert.False(resolving.IsCompleted);
        await _resolver.ResolveDueAsync(CancellationToken.None);
        _time.Advance(BackendResolver.Timeout);
        await resolving;

        Assert.Single(_asked);
        Assert.Equal("no answer in time", Backend.Resolution!.LastError);
    }

    [Fact]
    public async Task A_name_of_thousands_of_addresses_is_cut_to_the_same_ones_in_any_order()
    {
        var addresses = Enumerable.Range(0, 1000).Select(static i => $"10.1.{i / 250}.{i % 250}").ToArray();
        Answer(addresses);
        await _resolver.ResolveDueAsync(CancellationToken.None);
        var before = Backend.Endpoints.ToArray();
        Answer([.. addresses.Reverse()]);
        await ResolveAfter(BackendResolver.Interval);

        Assert.Equal(SniGateway.Upstream.Backend.MaxEndpoints, before.Length);
        Assert.Equal(before, Backend.Endpoints);
    }

    [Fact]
    public async Task Names_are_resolved_as_they_fall_due_until_it_is_cancelled()
    {
        Answer("10.1.0.1");
        using var stop = new CancellationTokenSource();
        var running = _resolver.RunAsync(stop.Token);
        Assert.Single(_asked);

        await stop.CancelAsync();
        await running;
    }

    private async Task ResolveAfter(TimeSpan time)
    {
        _time.Advance(time);
        await _resolver.ResolveDueAsync(CancellationToken.None);
    }

    private void Answer(params string[] addresses) => _answer = () => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse));

    private Task<IPAddress[]> LookUp(string host, CancellationToken cancellation)
    {
        _asked.Add(host);
        return _answer();
    }
}
