using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Dialing;
using Connectivity.TestKit.Dialing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.Shared.Tests.Dialing;

public sealed class NameResolverTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    private readonly FakeTimeProvider _time = new();
    private readonly LookUps _lookUps = new();
    private readonly NameResolver _resolver;

    public NameResolverTests() => _resolver = new NameResolver(2, _lookUps.Ask, _time);

    public void Dispose() => _resolver.Dispose();

    [Fact]
    public async Task Who_asks_for_a_name_that_is_being_looked_up_joins()
    {
        var first = _resolver.ResolveAsync("node-1", Timeout);
        var answer = await _lookUps.NextAsync("node-1");
        var second = _resolver.ResolveAsync("NODE-1", Timeout);

        answer.SetResult([IPAddress.Parse("10.0.0.1")]);

        Assert.Same((await first).Addresses, (await second).Addresses);
        Assert.Equal(1, _lookUps.Count);
    }

    [Fact]
    public async Task A_name_is_looked_up_anew_after_an_answer()
    {
        var first = _resolver.ResolveAsync("a", Timeout);
        (await _lookUps.NextAsync("a")).SetResult([IPAddress.Parse("10.0.0.1")]);
        await first;

        var second = _resolver.ResolveAsync("a", Timeout);
        (await _lookUps.NextAsync("a")).SetResult([IPAddress.Parse("10.0.0.2")]);

        Assert.Equal(IPAddress.Parse("10.0.0.2"), Assert.Single((await second).Addresses));
    }

    [Fact]
    public async Task No_more_names_are_looked_up_at_a_time_than_there_are_threads_for()
    {
        var (a, b, c) = (_resolver.ResolveAsync("a", Timeout), _resolver.ResolveAsync("b", Timeout), (Task<LookUpResult>?)null);
        var answerA = await _lookUps.NextAsync("a");
        await _lookUps.NextAsync("b");
        c = _resolver.ResolveAsync("c", Timeout);

        Assert.Equal(2, _lookUps.Count);
        answerA.SetResult([IPAddress.Loopback]);
        (await _lookUps.NextAsync("c")).SetResult([IPAddress.Loopback]);

        Assert.Equal(LookUpOutcome.Found, (await c).Outcome);
        Assert.False(b.IsCompleted);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_the_timeout_and_the_thread_stays_taken()
    {
        var (a, b) = (_resolver.ResolveAsync("a", Timeout), _resolver.ResolveAsync("b", Timeout));
        await _lookUps.NextAsync("a");
        var late = await _lookUps.NextAsync("b");

        _time.Advance(Timeout);

        Assert.Equal(LookUpOutcome.TimedOut, (await a).Outcome);
        Assert.Equal(LookUpOutcome.TimedOut, (await b).Outcome);
        var c = _resolver.ResolveAsync("c", Timeout);
        Assert.Equal(2, _lookUps.Count);
        late.SetResult([]);
        (await _lookUps.NextAsync("c")).SetResult([IPAddress.Loopback]);
        Assert.Equal(LookUpOutcome.Found, (await c).Outcome);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, LookUpOutcome.NotFound)]
    [InlineData(SocketError.NoData, LookUpOutcome.NotFound)]
    [InlineData(SocketError.TryAgain, LookUpOutcome.Failed)]
    [InlineData(SocketError.NoRecovery, LookUpOutcome.Failed)]
    public async Task A_name_that_is_not_there_is_told_from_a_resolver_that_is_not(SocketError error, object outcome)
    {
        var result = _resolver.ResolveAsync("a", Timeout);
        (await _lookUps.NextAsync("a")).SetException(new SocketException((int)error));

        Assert.Equal((LookUpOutcome)outcome, (await result).Outcome);
    }

    [Fact]
    public async Task An_unexpected_failure_is_a_failure_and_no_exception()
    {
        var result = _resolver.ResolveAsync("a", Timeout);
        (await _lookUps.NextAsync("a")).SetException(new InvalidOperationException());

        Assert.Equal(LookUpOutcome.Failed, (await result).Outcome);
    }
}
