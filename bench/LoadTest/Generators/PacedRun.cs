using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Generators;

/// <summary>A load on connections that stay, each of which is told in turn, at fixed times, to do something.</summary>
internal sealed class PacedRun<T>(EventLoop loop, LoadOrder order, Func<LoadRun, int, T> make) : StandingRun<T>(loop, order, make)
    where T : ClientFlow, IPacedFlow
{
    private Pacer? _pacer;

    /// <inheritdoc/>
    public override void Stop()
    {
        _pacer?.Stop();
        base.Stop();
    }

    /// <inheritdoc/>
    public override void Go()
    {
        _pacer = new Pacer(Loop, Order.PerSecond, (number, due) => Flows[(int)(number % Flows.Count)].SendDue(due));
        _pacer.Start();
    }
}

/// <summary>A connection that does something each time it is told to.</summary>
internal interface IPacedFlow
{
    /// <summary>Does what was due at this timestamp.</summary>
    void SendDue(long due);
}
