using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Generators;

/// <summary>A load on connections that stay.</summary>
/// <param name="loop">The generator's loop.</param>
/// <param name="order">What it does.</param>
/// <param name="make">Makes a connection by its number.</param>
internal class StandingRun<T>(EventLoop loop, LoadOrder order, Func<LoadRun, int, T> make) : LoadRun(loop, order)
    where T : ClientFlow
{
    // What is not through yet, over all generators, stays far below every backlog.
    private const int MaxOpening = 32;

    private readonly List<T> _flows = [];
    private int _opening;

    /// <summary>The connections, in the order in which they were made.</summary>
    protected IReadOnlyList<T> Flows => _flows;

    /// <inheritdoc/>
    public override void Start()
    {
        while (_opening < MaxOpening && _flows.Count < Order.Connections && !Open.IsFaulted)
        {
            var flow = make(this, _flows.Count);
            _flows.Add(flow);
            _opening++;
            flow.Start();
        }
    }

    /// <inheritdoc/>
    public override void OnReady()
    {
        _opening--;
        if (_flows.Count < Order.Connections)
            Start();
        else if (_opening == 0)
            TryOpened();
    }

    /// <inheritdoc/>
    public override void Go()
    {
        foreach (var flow in _flows)
            flow.Go();
    }

    /// <inheritdoc/>
    public override void Stop()
    {
        base.Stop();
        foreach (var flow in _flows)
            flow.Abandon();
    }
}
