using Connectivity.Shared.Dialing;
using Connectivity.Shared.Native;
using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>What the kernel and the resolver say, in the terms of the protocol.</summary>
internal static class DialErrors
{
    /// <summary>The failure that an error number of connecting stands for.</summary>
    public static OpenFailure Of(int errno) => errno switch
    {
        Errno.ECONNREFUSED => OpenFailure.Refused,
        Errno.EHOSTUNREACH or Errno.EHOSTDOWN => OpenFailure.HostUnreachable,
        Errno.ENETUNREACH or Errno.EAFNOSUPPORT => OpenFailure.NetworkUnreachable,
        Errno.ETIMEDOUT => OpenFailure.Timeout,
        Errno.EACCES or Errno.EPERM => OpenFailure.Forbidden,
        Errno.ECONNRESET or Errno.EPIPE or Errno.ECONNABORTED => OpenFailure.ResetDuringDial,
        // Without a free local port another agent is as much needed as without a descriptor.
        Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM or Errno.EADDRNOTAVAIL => OpenFailure.OutOfDescriptors,
        _ => OpenFailure.Internal,
    };

    /// <summary>The failure that a look-up without addresses stands for.</summary>
    public static OpenFailure Of(LookUpOutcome outcome) =>
        outcome == LookUpOutcome.NotFound ? OpenFailure.NameNotFound : OpenFailure.NameLookupFailed;
}
