using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectivity.LoadTest.Targets;

/// <summary>A target that listens until it is disposed of.</summary>
internal sealed class TargetHost : IDisposable
{
    private readonly EventLoopGroup _loops = new(1, maxPipesPerLoop: 0, TimeProvider.System, NullLogger.Instance);

    private TargetHost()
    {
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.Any, 0);

    /// <summary>Listens.</summary>
    public static async Task<TargetHost> StartAsync(SocketEndpoint endpoint)
    {
        var host = new TargetHost();
        var acceptor = new TargetAcceptor(new WatchEvents(host._loops.Loops[0]));
        var listener = ListenSocket.Bind("target", endpoint, new ListenOptions(60, 10, 3, 4096), host._loops, acceptor);
        await listener.StartAsync(CancellationToken.None);
        host.Endpoint = listener.LocalEndpoint.ToIPEndPoint();
        return host;
    }

    /// <inheritdoc/>
    public void Dispose() => _loops.Dispose();

    private sealed class TargetAcceptor(WatchEvents events) : ConnectionAcceptor
    {
        public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer) => new TargetConnection(loop, socket, events).Start();

        public override void OnOutOfDescriptors() => Console.Error.WriteLine("target: out of descriptors");
    }
}
