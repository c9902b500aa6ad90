using System.Diagnostics;
using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Generators;

/// <summary>Short connections: so many at a time, each followed by the next; or each at a fixed time, however many there are by then.</summary>
internal sealed class DialRun(EventLoop loop, LoadOrder order, bool paced) : LoadRun(loop, order)
{
    // What is due beyond these waits for one of them to end, and its latency counts nevertheless from when it was due.
    private const int MaxAtATime = 2048;

    private readonly HashSet<DialFlow> _flows = [];
    private readonly Stack<DialFlow> _free = new();
    private readonly Queue<long> _waiting = new();
    private Pacer? _pacer;
    private int _number;

    /// <inheritdoc/>
    public override void Start() => TryOpened();

    /// <inheritdoc/>
    public override void Go()
    {
        if (paced)
        {
            _pacer = new Pacer(Loop, Order.PerSecond, (_, due) => Dial(due));
            _pacer.Start();
            return;
        }

        for (var i = 0; i < Order.Connections; i++)
            Dial(Stopwatch.GetTimestamp());
    }

    /// <inheritdoc/>
    public override void Stop()
    {
        base.Stop();
        _pacer?.Stop();
        foreach (var flow in _flows)
            flow.Abandon();
    }

    /// <inheritdoc/>
    public override void OnReady()
    {
    }

    private void Dial(long due)
    {
        if (_free.TryPop(out var flow) || Make(out flow))
            flow.Dial(_number++, due);
        else
            _waiting.Enqueue(due);
    }

    private bool Make(out DialFlow flow)
    {
        flow = new DialFlow(this, OnEnded);
        return _flows.Count < MaxAtATime && _flows.Add(flow);
    }

    // One that failed is not followed by another at once: failing may take no time at all.
    private void OnEnded(DialFlow flow, bool failed)
    {
        _free.Push(flow);
        if (failed)
            return;
        if (IsOver)
            return;
        if (!paced)
            Dial(Stopwatch.GetTimestamp());
        else if (_waiting.TryDequeue(out var due))
            Dial(due);
    }
}
