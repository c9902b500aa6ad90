using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>Streams that move as much as they can. There is no rate: whoever is slowest sets the pace, and that is what one wants to know.</summary>
internal sealed class BulkStreams(LoadPlan plan, TunnelDialer dialer, Tally tally)
{
    private const int PieceBytes = 256 * 1024;

    /// <summary>Moves bytes until it is told to stop.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, plan.OwnConnections).Select(_ => MoveAsync(stop)));

    private async Task MoveAsync(CancellationToken stop)
    {
        try
        {
            await using var stream = await dialer.OpenAsync(stop);
            await stream.WriteAsync(new[] { (byte)(plan.Up ? TargetMode.Sink : TargetMode.Source) }, stop);
            var buffer = new byte[PieceBytes];
            while (!stop.IsCancellationRequested)
                tally.Move(await MoveOnceAsync(stream, buffer, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The time is over.
        }
        catch (Exception e)
        {
            tally.Fail(LoadFailures.KindOf(e), e.Message);
        }
    }

    private async Task<int> MoveOnceAsync(Stream stream, byte[] buffer, CancellationToken stop)
    {
        if (plan.Up)
        {
            await stream.WriteAsync(buffer, stop);
            return buffer.Length;
        }

        var received = await stream.ReadAsync(buffer, stop);
        return received > 0 ? received : throw new EndOfStreamException("A stream has ended.");
    }
}
