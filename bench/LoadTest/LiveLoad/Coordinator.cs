using System.Diagnostics;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>Has workers load a target from one time on, shows what it comes to while it does, and adds it up.</summary>
/// <param name="plan">What is to be done.</param>
/// <param name="show">Sees each second when all workers have told of it.</param>
/// <param name="stop">Ends it early, with what there is.</param>
internal sealed class Coordinator(LoadPlan plan, Action<int, LoadCounts, int> show, CancellationToken stop)
{
    // A target on which everything fails is not loaded further: somebody else may need it.
    private const int HopelessSeconds = 5;

    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly List<Second> _seconds = [];
    private readonly Dictionary<LoadFailure, string> _samples = [];
    private string _ending = "It has run to its end.";
    private int _shown;
    private int _hopeless;

    /// <summary>Runs it.</summary>
    /// <exception cref="LoadFailureException">A worker cannot do its part; says why.</exception>
    public async Task<LoadOutcome> RunAsync()
    {
        var workers = Enumerable.Range(0, plan.Processes).Select(w => new WorkerProcess(plan with { Worker = w })).ToArray();
        try
        {
            await PrepareAsync(workers);
            var begin = Stopwatch.GetTimestamp() + (long)(Lead.TotalSeconds * Stopwatch.Frequency);
            foreach (var worker in workers)
                worker.Begin(begin);
            await using (stop.Register(() => StopAll(workers, "It was ended by hand.")))
                await Task.WhenAll(workers.Select(w => FollowAsync(w, workers)));
            return new LoadOutcome(plan, [.. _seconds.Select(static s => s.Counts)], Stopwatch.GetElapsedTime(begin), _samples, _ending);
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
    }

    private async Task PrepareAsync(IReadOnlyCollection<WorkerProcess> workers)
    {
        try
        {
            await Task.WhenAll(workers.Select(WaitUntilReadyAsync)).WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // While it prepares a worker does not listen.
            foreach (var worker in workers)
                worker.Kill();
            throw new LoadFailureException(LoadFailure.Other, "it was ended by hand before it began.");
        }
    }

    private static async Task WaitUntilReadyAsync(WorkerProcess worker)
    {
        var message = await worker.HearAsync();
        if (message is not { Word: WorkerWord.Ready })
            throw new LoadFailureException(LoadFailure.Other, message?.Problem ?? "A worker has ended before it began.");
    }

    private async Task FollowAsync(WorkerProcess worker, IReadOnlyList<WorkerProcess> all)
    {
        try
        {
            await FollowToEndAsync(worker, all);
        }
        catch
        {
            StopAll(all, "A worker has failed.");
            throw;
        }
    }

    private async Task FollowToEndAsync(WorkerProcess worker, IReadOnlyList<WorkerProcess> all)
    {
        while (await worker.HearAsync() is { } message)
        {
            switch (message.Word)
            {
                case WorkerWord.Second:
                    if (Add(message))
                        StopAll(all, $"It was broken off: for {HopelessSeconds} seconds more has failed than succeeded.");
                    break;
                case WorkerWord.End:
                    Conclude(message);
                    return;
                default:
                    throw new LoadFailureException(LoadFailure.Other, message.Problem);
            }
        }

        throw new LoadFailureException(LoadFailure.Other, "A worker has ended without a word.");
    }

    /// <summary>Adds a worker's second; shows those that all have told of.</summary>
    /// <returns>Whether going on is of no use.</returns>
    private bool Add(WorkerMessage message)
    {
        lock (_lock)
        {
            while (_seconds.Count <= message.Second)
                _seconds.Add(new Second());
            var second = _seconds[message.Second];
            second.Counts.Add(message.ToCounts());
            second.UnderWay += message.UnderWay;
            second.Told++;
            for (; _shown < _seconds.Count && _seconds[_shown].Told == plan.Processes; _shown++)
            {
                show(_shown, _seconds[_shown].Counts, _seconds[_shown].UnderWay);
                _hopeless = _seconds[_shown].Counts is var counts && counts.Failed > counts.Latencies.Count && counts.Bytes == 0 ? _hopeless + 1 : 0;
            }

            return _hopeless >= HopelessSeconds;
        }
    }

    private void Conclude(WorkerMessage message)
    {
        lock (_lock)
        {
            foreach (var (kind, sample) in message.Samples)
                _samples.TryAdd(kind, sample);
        }
    }

    private void StopAll(IReadOnlyList<WorkerProcess> workers, string why)
    {
        lock (_lock)
            _ending = why;
        foreach (var worker in workers)
            worker.Stop();
    }

    private sealed class Second
    {
        public LoadCounts Counts { get; } = new();

        public int UnderWay { get; set; }

        public int Told { get; set; }
    }
}
