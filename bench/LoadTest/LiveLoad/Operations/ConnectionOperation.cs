namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>Connect, shake hands, one request, close.</summary>
internal sealed class ConnectionOperation(LoadPlan plan, TlsDialer dialer) : LoadOperation
{
    /// <inheritdoc/>
    public override int MaxUnderWay => plan.OwnConnections;

    /// <inheritdoc/>
    public override async Task RunAsync(long number, CancellationToken cancellation)
    {
        var name = dialer.NameOf(number);
        await using var stream = await dialer.ShakeHandsAsync(name, cancellation);
        await HttpExchange.AskAsync(stream, HttpExchange.Get(name, plan.Path), cancellation);
    }
}
