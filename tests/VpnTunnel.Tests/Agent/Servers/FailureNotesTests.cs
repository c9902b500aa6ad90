using Connectivity.VpnTunnel.Agent.Servers;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

public sealed class FailureNotesTests
{
    private static readonly LinkFailure Refused = new(LinkFailureKind.ConnectFailed, "connection refused");
    private static readonly LinkFailure Silent = new(LinkFailureKind.ConnectTimedOut, "no answer in time");
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FailureNotes _notes = new();

    [Fact]
    public void A_cause_is_told_at_once_and_again_once_a_minute_with_its_count()
    {
        Assert.Equal(
            [1, 0, 0, 3, 0],
            new[] { 0L, 5000, 59_999, 60_000, 61_000 }.Select(now => _notes.Add(Refused, now, Noon)));
        Assert.Equal(5, _notes.Total);
    }

    [Fact]
    public void Another_cause_is_told_at_once()
    {
        _notes.Add(Refused, 0, Noon);
        _notes.Add(Refused, 1, Noon);

        Assert.Equal(2, _notes.Add(Silent, 2, Noon));
        Assert.Same(Silent, _notes.Last);
    }

    [Fact]
    public void After_a_carrier_that_stood_everything_is_told_anew()
    {
        _notes.Add(Refused, 0, Noon);
        _notes.Clear();

        Assert.Null(_notes.Last);
        Assert.Equal(1, _notes.Add(Refused, 1, Noon));
    }

    [Fact]
    public void The_latest_failure_is_remembered_with_its_time_when_a_carrier_stands_again()
    {
        Assert.Null(_notes.Latest);
        _notes.Add(Refused, 0, Noon);
        _notes.Add(Silent, 1, Noon.AddSeconds(1));
        _notes.Clear();

        Assert.Equal(new FailureNote(Silent, Noon.AddSeconds(1)), _notes.Latest);
    }

    [Fact]
    public void Every_failure_has_a_leg() =>
        Assert.All(Enum.GetValues<LinkFailureKind>(), static kind => Assert.NotEmpty(kind.Leg()));
}
