using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Connectivity.LoadTest.Setting;

/// <summary>A network namespace of this run. Sockets that are made in it stay in it, whichever thread uses them later.</summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const int CloneNewNet = 0x40000000;

    private readonly SafeFileHandle _own = File.OpenHandle("/proc/self/ns/net");
    private readonly SafeFileHandle _other;

    private NetworkNamespace(string name)
    {
        Name = name;
        _other = File.OpenHandle($"/run/netns/{name}");
    }

    /// <summary>Its name for ip-netns(8).</summary>
    public string Name { get; }

    /// <summary>Makes one in which tens of thousands of short connections are no trouble.</summary>
    public static NetworkNamespace Create(string name)
    {
        Shell.Run("ip", "netns", "add", name);
        Shell.Run("ip", "-n", name, "link", "set", "lo", "up");
        // Above all ports that anything here listens on: none is to be taken by a connection of before.
        foreach (var setting in (ReadOnlySpan<string>)["ip_local_port_range=20480 65535", "tcp_tw_reuse=1", "tcp_max_tw_buckets=4096", "tcp_syn_retries=3"])
            Shell.Run("ip", "netns", "exec", name, "sysctl", "-qw", $"net.ipv4.{setting}");
        return new NetworkNamespace(name);
    }

    /// <summary>Makes a TCP socket in it.</summary>
    public Socket NewSocket()
    {
        Enter(_other);
        try
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }
        finally
        {
            Enter(_own);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _other.Dispose();
        _own.Dispose();
        Shell.TryRun("ip", "netns", "del", Name);
    }

    private static void Enter(SafeFileHandle space)
    {
        if (SetNs(space, CloneNewNet) < 0)
            throw new IOException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNs(SafeFileHandle space, int kind);
}
