using System.Diagnostics;
using Connectivity.LoadTest.LiveLoad.Operations;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>One worker's part of a load.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly LoadPlan _plan;
    private readonly TlsDialer _dialer;
    private readonly Tally _tally = new();
    private readonly LoadOperation? _operation;
    private readonly Arrivals? _arrivals;
    private readonly CancellationToken _stop;

    private Worker(LoadPlan plan, TlsDialer dialer, CancellationToken stop)
    {
        (_plan, _dialer, _stop) = (plan, dialer, stop);
        _operation = Make(plan, dialer, _tally);
        if (_operation is not null)
            _arrivals = new Arrivals(plan, _operation, _tally);
    }

    /// <summary>The first message of each kind of failure.</summary>
    public IReadOnlyDictionary<LoadFailure, string> Samples => _tally.Samples;

    /// <summary>Makes one.</summary>
    public static async Task<Worker> CreateAsync(LoadPlan plan, CancellationToken stop)
    {
        var target = await LoadAddress.TryParse(plan.Target)!.ResolveAsync(stop);
        return new Worker(plan, new TlsDialer(plan, target), stop);
    }

    /// <summary>Makes what has to be there before the load.</summary>
    public Task PrepareAsync(CancellationToken cancellation) => _operation?.PrepareAsync(cancellation) ?? Task.CompletedTask;

    /// <summary>Does its part from a time on, and says each second what it came to.</summary>
    public async Task RunAsync(long begin, Action<WorkerMessage> say)
    {
        var load = LoadAsync(begin);
        var second = 0;
        for (; !load.IsCompleted; second++)
        {
            var wait = (Second * (second + 1)) - Stopwatch.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero)
                await Task.WhenAny(load, Task.Delay(wait, CancellationToken.None));
            if (!load.IsCompleted)
                say(Message(second));
        }

        await load;
        say(Message(second));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_operation is not null)
            await _operation.DisposeAsync();
        _dialer.Dispose();
    }

    private static LoadOperation? Make(LoadPlan plan, TlsDialer dialer, Tally tally) => plan.Mode switch
    {
        LoadMode.Handshakes => new HandshakeOperation(plan, dialer),
        LoadMode.Connections => new ConnectionOperation(plan, dialer),
        LoadMode.Requests => new RequestOperation(plan, dialer),
        LoadMode.Idle => new IdleOperation(plan, dialer, tally),
        LoadMode.Mix => new MixOperation(plan, dialer),
        LoadMode.Dial => new DialOperation(plan, new TunnelDialer(plan, dialer)),
        LoadMode.Echo => new EchoOperation(plan, new TunnelDialer(plan, dialer)),
        _ => null,
    };

    private async Task LoadAsync(long begin)
    {
        if (_operation is null || _arrivals is null)
        {
            await MoveAsync(begin);
            return;
        }

        // A thread of its own: due times are kept to the microsecond.
        await Task.Factory.StartNew(() => _arrivals.Run(begin, _stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await WaitForEndAsync(begin);
        await Task.Factory.StartNew(_arrivals.Drain, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!_stop.IsCancellationRequested)
            await _operation.FinishAsync(_stop);
    }

    private async Task MoveAsync(long begin)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        var streams = new BulkStreams(_plan, new TunnelDialer(_plan, _dialer), _tally).RunAsync(over.Token);
        await Task.WhenAny(streams, WaitForEndAsync(begin));
        await over.CancelAsync();
        await streams;
    }

    private async Task WaitForEndAsync(long begin)
    {
        var wait = TimeSpan.FromSeconds(_plan.DurationSeconds) - Stopwatch.GetElapsedTime(begin);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private WorkerMessage Message(int second)
    {
        var counts = _tally.Take();
        return new WorkerMessage
        {
            Word = WorkerWord.Second,
            Second = second,
            Latencies = counts.Latencies.ToString(),
            Failures = counts.Failures,
            Bytes = counts.Bytes,
            UnderWay = _arrivals?.UnderWay ?? 0,
        };
    }
}
