using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>
/// Server: takes the connections of agents. Whoever is there has not shown a certificate yet and stands, through the gateway, for the whole Internet:
/// until the handshake is done it costs a socket, one TLS object and time on the thread pool, all within bounds.
/// </summary>
/// <param name="host">The loop.</param>
/// <param name="tls">Gives the context of each handshake.</param>
/// <param name="greeter">Leads carriers to their sessions.</param>
internal sealed class CarrierListener(LoopHost host, TlsContextSource tls, ICarrierGreeter greeter) : ConnectionAcceptor
{
    private int _arriving;
    private long _refused;
    private long _failed;

    /// <summary>Most connections that are shaking hands; more are reset. Default 256.</summary>
    public int MaxArriving { get; set; } = 256;

    /// <summary>How long the handshake may take, and HELLO after it. Default 5 s.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections that are shaking hands now.</summary>
    public int Arriving => Volatile.Read(ref _arriving);

    /// <summary>Connections that were reset since too many were shaking hands, or no descriptor was left.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Handshakes that failed or took too long.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Told of each handshake that failed, on the loop's thread: the peer's address and why.</summary>
    public Action<SocketEndpoint, string>? HandshakeFailed { get; set; }

    /// <inheritdoc/>
    public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer)
    {
        if (_arriving >= MaxArriving)
        {
            Interlocked.Increment(ref _refused);
            TcpSocket.Reset(socket);
            return;
        }

        _arriving++;
        new CarrierArrival(this, loop, socket, peer, new TlsConnection(tls.Current, socket, null)).Start();
    }

    /// <inheritdoc/>
    public override void OnOutOfDescriptors() => Interlocked.Increment(ref _refused);

    /// <summary>The handshake is done.</summary>
    internal void Arrived(CarrierArrival arrival, int socket, TlsConnection connection)
    {
        _arriving--;
        new CarrierConnection(host, socket, connection, greeter).Start(HandshakeTimeout, arrival);
    }

    /// <summary>The handshake has failed.</summary>
    internal void Lost(in SocketEndpoint peer, string reason)
    {
        _arriving--;
        Interlocked.Increment(ref _failed);
        HandshakeFailed?.Invoke(peer, reason);
    }
}
