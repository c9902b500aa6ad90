namespace Connectivity.Shared.Native;

/// <summary>The error numbers of Linux that the relay tells apart (asm-generic/errno.h; the same on x86-64 and arm64).</summary>
public static class Errno
{
    /// <summary>Not allowed, by a packet filter of this machine for one.</summary>
    public const int EPERM = 1;
    /// <summary>A signal came first.</summary>
    public const int EINTR = 4;
    /// <summary>Would block.</summary>
    public const int EAGAIN = 11;
    /// <summary>No memory.</summary>
    public const int ENOMEM = 12;
    /// <summary>Not allowed, by a rule of this machine.</summary>
    public const int EACCES = 13;
    /// <summary>Not possible with this descriptor.</summary>
    public const int EINVAL = 22;
    /// <summary>The machine is out of file descriptors.</summary>
    public const int ENFILE = 23;
    /// <summary>This process is out of file descriptors.</summary>
    public const int EMFILE = 24;
    /// <summary>The peer is gone or our direction is shut.</summary>
    public const int EPIPE = 32;
    /// <summary>This machine has no addresses of that family.</summary>
    public const int EAFNOSUPPORT = 97;
    /// <summary>The address is taken.</summary>
    public const int EADDRINUSE = 98;
    /// <summary>No local address or port left.</summary>
    public const int EADDRNOTAVAIL = 99;
    /// <summary>No route to the network.</summary>
    public const int ENETUNREACH = 101;
    /// <summary>The connection ended before it was accepted.</summary>
    public const int ECONNABORTED = 103;
    /// <summary>The peer reset.</summary>
    public const int ECONNRESET = 104;
    /// <summary>The kernel has no memory for it.</summary>
    public const int ENOBUFS = 105;
    /// <summary>Not connected.</summary>
    public const int ENOTCONN = 107;
    /// <summary>The peer stopped answering.</summary>
    public const int ETIMEDOUT = 110;
    /// <summary>Nobody listens there.</summary>
    public const int ECONNREFUSED = 111;
    /// <summary>The host does not answer on its link.</summary>
    public const int EHOSTDOWN = 112;
    /// <summary>No route to the host.</summary>
    public const int EHOSTUNREACH = 113;
    /// <summary>Connecting; not decided yet.</summary>
    public const int EINPROGRESS = 115;
}
