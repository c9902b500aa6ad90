namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>Four requests on connections that stay, then one on a connection of its own.</summary>
internal sealed class MixOperation(LoadPlan plan, TlsDialer dialer) : LoadOperation
{
    private const int Turns = 5;

    private readonly RequestOperation _requests = new(plan, dialer);
    private readonly ConnectionOperation _connections = new(plan, dialer);

    /// <inheritdoc/>
    public override int MaxUnderWay => _requests.MaxUnderWay + _connections.MaxUnderWay;

    /// <inheritdoc/>
    public override Task PrepareAsync(CancellationToken cancellation) => _requests.PrepareAsync(cancellation);

    /// <inheritdoc/>
    public override Task RunAsync(long number, CancellationToken cancellation) =>
        number % Turns == Turns - 1 ? _connections.RunAsync(number / Turns, cancellation) : _requests.RunAsync(number - (number / Turns), cancellation);

    /// <inheritdoc/>
    protected internal override ValueTask CloseAsync() => _requests.CloseAsync();
}
