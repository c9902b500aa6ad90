using System.Collections.Concurrent;
using System.Net.Security;

namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>Connections that are opened at the rate and then wait until the end. One that ends before is a failure, as is one that does not answer at the end.</summary>
internal sealed class IdleOperation(LoadPlan plan, TlsDialer dialer, Tally tally) : LoadOperation
{
    private const int StatusLineBytes = 12;

    private readonly ConcurrentBag<(SslStream Stream, byte[] Request, Task Watch)> _waiting = [];
    private volatile bool _asked;
    private long _answered;

    /// <inheritdoc/>
    public override int MaxUnderWay => Math.Min(plan.OwnConnections, 256);

    /// <inheritdoc/>
    public override long MaxOperations => plan.OwnConnections;

    /// <inheritdoc/>
    public override async Task RunAsync(long number, CancellationToken cancellation)
    {
        var name = dialer.NameOf(number);
        var stream = await dialer.ShakeHandsAsync(name, cancellation);
        _waiting.Add((stream, HttpExchange.Get(name, plan.Path), WatchAsync(stream)));
    }

    /// <inheritdoc/>
    public override async Task FinishAsync(CancellationToken cancellation)
    {
        _asked = true;
        await Parallel.ForEachAsync(_waiting.Where(static w => !w.Watch.IsCompleted), cancellation, async (waiting, stop) =>
        {
            try
            {
                await waiting.Stream.WriteAsync(waiting.Request, stop);
                await waiting.Watch.WaitAsync(plan.Timeout, stop);
            }
            catch (Exception e) when (e is IOException or TimeoutException)
            {
                tally.Fail(LoadFailures.KindOf(e), $"A connection that had waited: {e.Message}");
            }
        });
        await Console.Error.WriteLineAsync($"{Interlocked.Read(ref _answered)} of {_waiting.Count} connections that waited have answered.");
    }

    /// <inheritdoc/>
    protected internal override async ValueTask CloseAsync()
    {
        foreach (var (stream, _, _) in _waiting)
            await stream.DisposeAsync();
    }

    private async Task WatchAsync(SslStream stream)
    {
        try
        {
            var buffer = new byte[StatusLineBytes];
            var received = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
            if (!_asked)
                throw new LoadFailureException(LoadFailure.Closed, "A connection that waited was ended by the other side.");
            HttpExchange.CheckStatus(buffer.AsSpan(0, received));
            Interlocked.Increment(ref _answered);
        }
        catch (ObjectDisposedException)
        {
            // The run is over.
        }
        catch (IOException e)
        {
            tally.Fail(LoadFailures.KindOf(e), e.Message);
        }
    }
}
