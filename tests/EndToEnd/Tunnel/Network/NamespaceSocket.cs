using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Connectivity.EndToEnd.Tunnel.Network;

/// <summary>Sockets of this process that live in another network namespace.</summary>
internal static partial class NamespaceSocket
{
    private const int CloneNewNet = 0x40000000;

    /// <summary>Listens in the namespace of a process, on every address of both families.</summary>
    public static Task<Socket> ListenAsync(int pid) => MakeAsync(pid, static () =>
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        socket.Listen(512);
        return socket;
    });

    /// <summary>Makes a client's socket in the namespace of a process; it stays there wherever it is connected from.</summary>
    public static Task<Socket> OpenAsync(int pid, AddressFamily family) =>
        MakeAsync(pid, () => new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    private static Task<Socket> MakeAsync(int pid, Func<Socket> make)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own that ends with it: setns(2) moves the calling thread, and nobody else may get that one.
        new Thread(() =>
        {
            try
            {
                Enter(pid);
                made.SetResult(make());
            }
            catch (Exception error) when (error is SocketException or Win32Exception or IOException)
            {
                made.SetException(error);
            }
        }) { IsBackground = true, Name = "network namespace" }.Start();
        return made.Task;
    }

    private static void Enter(int pid)
    {
        using var file = File.OpenHandle($"/proc/{pid}/ns/net");
        if (SetNs(file, CloneNewNet) != 0)
            throw new Win32Exception();
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(SafeFileHandle file, int type);
}
