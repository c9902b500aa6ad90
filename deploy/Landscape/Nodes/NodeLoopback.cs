using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Connectivity.Landscape.Processes;
using Microsoft.Win32.SafeHandles;

namespace Connectivity.Landscape.Nodes;

/// <summary>Reaches the loopback address of a node, which is its own, from outside the node. Takes root.</summary>
internal static partial class NodeLoopback
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>A client whose connections begin on the node. Without the right to that, they fail.</summary>
    /// <param name="node">The process that holds the node's namespaces.</param>
    public static HttpClient CreateClient(ProcessIdentity node) =>
        new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (context, cancellation) => ConnectAsync(node, context, cancellation) })
        {
            Timeout = Timeout,
        };

    /// <summary>Connects from the node to anywhere.</summary>
    /// <exception cref="SocketException">Nobody took the connection.</exception>
    /// <exception cref="IOException">The node has ended.</exception>
    /// <exception cref="Win32Exception">This process may not enter the node.</exception>
    public static async Task<Socket> ConnectAsync(ProcessIdentity node, EndPoint target, CancellationToken cancellation)
    {
        var socket = await MakeSocketAsync(node);
        try
        {
            await socket.ConnectAsync(target, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(
        ProcessIdentity node, SocketsHttpConnectionContext context, CancellationToken cancellation) =>
        new NetworkStream(await ConnectAsync(node, context.DnsEndPoint, cancellation), ownsSocket: true);

    // A socket stays on the network on which it was made, whoever uses it later. A thread that has entered another network is good for
    // nothing else: it makes the socket and ends.
    private static Task<Socket> MakeSocketAsync(ProcessIdentity node)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Enter(node);
                made.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
            {
                made.SetException(error);
            }
        }) { IsBackground = true }.Start();
        return made.Task;
    }

    private static void Enter(ProcessIdentity node)
    {
        using var network = File.OpenHandle($"/proc/{node.Pid}/ns/net");
        if (!node.IsAlive)
            throw new IOException("the node has ended");
        if (SetNamespace(network, NewNetwork) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle namespaceFile, int kind);
}
