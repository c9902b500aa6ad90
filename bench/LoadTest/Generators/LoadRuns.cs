using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Generators;

/// <summary>Makes loads.</summary>
internal static class LoadRuns
{
    /// <summary>Makes one; it is not started.</summary>
    /// <exception cref="FormatException">Its kind is unknown.</exception>
    public static LoadRun Make(EventLoop loop, LoadOrder order) => order.Kind switch
    {
        LoadKind.Download => new StandingRun<BulkFlow>(loop, order, static (run, number) => new BulkFlow(run, number, down: true)),
        LoadKind.Upload => new StandingRun<BulkFlow>(loop, order, static (run, number) => new BulkFlow(run, number, down: false)),
        LoadKind.Echo => new StandingRun<EchoFlow>(loop, order, static (run, number) => new EchoFlow(run, number, again: true)),
        LoadKind.Idle => new StandingRun<EchoFlow>(loop, order, static (run, number) => new EchoFlow(run, number, again: false)),
        LoadKind.PacedEcho => new PacedRun<EchoFlow>(loop, order, static (run, number) => new EchoFlow(run, number, again: false)),
        LoadKind.Dial => new DialRun(loop, order, paced: false),
        LoadKind.PacedDial => new DialRun(loop, order, paced: true),
        LoadKind.Watch => new StandingRun<WatchFlow>(loop, order, static (run, number) => new WatchFlow(run, number)),
        LoadKind.PacedList => new PacedRun<ListFlow>(loop, order, static (run, number) => new ListFlow(run, number)),
        LoadKind.TlsRequests => new TlsRun(loop, order, again: false),
        LoadKind.TlsDial => new TlsRun(loop, order, again: true),
        _ => throw new FormatException($"{order.Kind} is no kind of load."),
    };
}
