using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>
/// How long a slot waits before it dials again: random up to a bound that doubles with each failure (full jitter), so that neither the slots of
/// a server nor the agents of a fleet come back together.
/// </summary>
/// <param name="random">Random fractions from 0 up to 1.</param>
internal sealed class ReconnectDelay(Func<double> random)
{
    private const int MaxDoublings = 20;
    private int _failures;

    /// <summary>The wait after one more failure, in milliseconds: 0 to the bound.</summary>
    public long AfterFailure(ReconnectOptions options)
    {
        var bound = options.Min.TotalMilliseconds * (1L << Math.Min(_failures, MaxDoublings));
        _failures++;
        return (long)(random() * Math.Min(bound, options.Max.TotalMilliseconds));
    }

    /// <summary>The wait after a carrier that was worth having, in milliseconds: none for the first slot, up to the least bound for the others.</summary>
    public long AfterSuccess(ReconnectOptions options, int slot)
    {
        _failures = 0;
        return slot == 0 ? 0 : (long)(random() * options.Min.TotalMilliseconds);
    }
}
