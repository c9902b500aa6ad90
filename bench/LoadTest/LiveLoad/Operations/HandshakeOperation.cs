namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>Connect, shake hands, close.</summary>
internal sealed class HandshakeOperation(LoadPlan plan, TlsDialer dialer) : LoadOperation
{
    /// <inheritdoc/>
    public override int MaxUnderWay => plan.OwnConnections;

    /// <inheritdoc/>
    public override async Task RunAsync(long number, CancellationToken cancellation)
    {
        await using var stream = await dialer.ShakeHandsAsync(dialer.NameOf(number), cancellation);
        await stream.ShutdownAsync();
    }
}
