using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>Why there is no way through the gateway.</summary>
/// <param name="Leg">Where it failed.</param>
/// <param name="Outcome">How.</param>
/// <param name="Problem">In words; may hold what a gateway said, cut and without control characters.</param>
internal sealed record DialFailure(ProxyLeg Leg, ConnectionOutcome Outcome, string Problem)
{
    /// <summary>The outcome that an error of connecting means.</summary>
    public static ConnectionOutcome OutcomeOf(int errno) => errno switch
    {
        Errno.ECONNREFUSED or Errno.ECONNRESET or Errno.EPIPE => ConnectionOutcome.ConnectRefused,
        Errno.ETIMEDOUT => ConnectionOutcome.ConnectTimeout,
        Errno.EMFILE or Errno.ENFILE => ConnectionOutcome.OutOfDescriptors,
        _ => ConnectionOutcome.ConnectUnreachable,
    };
}
