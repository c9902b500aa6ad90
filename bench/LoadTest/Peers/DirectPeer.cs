using System.Net;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>No tunnel: a connection over the wire.</summary>
internal sealed class DirectPeer(Bench bench, PathOptions path) : Peer(bench, path)
{
    /// <summary>Its name.</summary>
    public const string Title = "direct";

    private IPEndPoint _address = Bench.Target;

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override LoadConnection Connect()
    {
        var socket = Bench.Hosts.Seed.NewSocket();
        socket.Connect(_address);
        return new SocketConnection(socket);
    }

    /// <inheritdoc/>
    protected override void StartEnds() => _address = Lay(Bench.Hosts.Seed, Bench.Target);
}
