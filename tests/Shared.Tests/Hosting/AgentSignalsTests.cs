using System.Runtime.InteropServices;
using Connectivity.Shared.Hosting;
using Xunit;

namespace Connectivity.Shared.Tests.Hosting;

public sealed class AgentSignalsTests
{
    [Fact]
    public async Task Tells_the_first_signal_from_the_second()
    {
        using var signals = new AgentSignals();
        signals.Raise(PosixSignal.SIGINT);
        Assert.False(signals.EndAtOnce.IsCompleted);
        signals.Raise(PosixSignal.SIGTERM);

        Assert.Equal((PosixSignal.SIGINT, PosixSignal.SIGTERM), (await signals.End, await signals.EndAtOnce));
    }

    [Fact]
    public void Remembers_a_hangup_until_it_is_taken()
    {
        using var signals = new AgentSignals();
        Assert.False(signals.TakeReload());
        signals.Raise(PosixSignal.SIGHUP);
        signals.Raise(PosixSignal.SIGHUP);

        Assert.True(signals.TakeReload());
        Assert.False(signals.TakeReload());
        Assert.False(signals.End.IsCompleted);
    }
}
