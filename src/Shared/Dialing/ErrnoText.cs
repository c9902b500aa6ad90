using Connectivity.Shared.Native;

namespace Connectivity.Shared.Dialing;

/// <summary>Error numbers of connecting and sending, in words.</summary>
public static class ErrnoText
{
    /// <summary>What an error number means.</summary>
    public static string Of(int errno) => errno switch
    {
        Errno.ECONNREFUSED => "connection refused",
        Errno.EHOSTUNREACH or Errno.EHOSTDOWN => "no route to host",
        Errno.ENETUNREACH or Errno.EAFNOSUPPORT => "network is unreachable",
        Errno.ETIMEDOUT => "no answer in time",
        Errno.EACCES or Errno.EPERM => "not permitted by the machine that connects",
        Errno.ECONNRESET or Errno.EPIPE or Errno.ECONNABORTED => "connection reset",
        Errno.EMFILE or Errno.ENFILE => "no descriptor left",
        Errno.ENOBUFS or Errno.ENOMEM => "no memory left",
        Errno.EADDRNOTAVAIL => "no local port left",
        _ => $"error {errno}",
    };
}
