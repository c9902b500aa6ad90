namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>CONNECT, wait for the answer, close.</summary>
internal sealed class DialOperation(LoadPlan plan, TunnelDialer dialer) : LoadOperation
{
    /// <inheritdoc/>
    public override int MaxUnderWay => plan.OwnConnections;

    /// <inheritdoc/>
    public override async Task RunAsync(long number, CancellationToken cancellation)
    {
        await using var stream = await dialer.OpenAsync(cancellation);
    }
}
