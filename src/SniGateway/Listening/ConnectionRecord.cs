using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.Routing;
using Connectivity.SniGateway.Upstream;

namespace Connectivity.SniGateway.Listening;

/// <summary>
/// What is known of a connection from its first byte to its last: for the access log, the live list and the counters. It is all that a
/// relayed connection keeps in memory beside its <see cref="Relay"/>, so it holds no buffers. Touched by its loop's thread only.
/// </summary>
internal sealed class ConnectionRecord(Gateway gateway, GatewayListener listener, EventLoop loop, long id, SocketEndpoint peer) : IRelayOwner
{
    /// <summary>Unique within this process.</summary>
    public long Id { get; } = id;

    /// <summary>Where it came in.</summary>
    public GatewayListener Listener => listener;

    /// <summary>The TCP peer: the client, or the proxy in front.</summary>
    public SocketEndpoint Peer { get; } = peer;

    /// <summary>The client: the peer, or whom a trusted PROXY header names.</summary>
    public SocketEndpoint Source { get; set; } = peer;

    /// <summary>The original destination that a PROXY header names; the default value otherwise.</summary>
    public SocketEndpoint Destination { get; set; }

    /// <summary>Bytes of PROXY headers at the connection's beginning.</summary>
    public int ProxyHeaderBytes { get; set; }

    /// <summary>Bytes at the connection's beginning that were meant for us and are not passed on: PROXY headers, a CONNECT request.</summary>
    public int StrippedBytes { get; set; }

    /// <summary>The minor version of HTTP in the CONNECT request, to answer in kind.</summary>
    public int ConnectMinorVersion { get; set; }

    /// <summary>What the client asked for: the normalised server name or the CONNECT destination.</summary>
    public string? RequestedName { get; set; }

    /// <summary>The first protocol offered by ALPN.</summary>
    public string? Alpn { get; set; }

    /// <summary>The fingerprint of the ClientHello, where an access log wants it.</summary>
    public string? Ja4 { get; set; }

    /// <summary>Whether the hello has the encrypted_client_hello extension.</summary>
    public bool HasEncryptedClientHello { get; set; }

    /// <summary>The route, once known.</summary>
    public Route? Route { get; set; }

    /// <summary>Whether the route counts this connection, so that its end must be told to it.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>The endpoint of the last attempt.</summary>
    public BackendEndpoint? Endpoint { get; set; }

    /// <summary>Attempts to connect.</summary>
    public int Attempts { get; set; }

    /// <summary>Why bytes were refused, in a few words.</summary>
    public string? Detail { get; set; }

    /// <summary>Monotonic milliseconds of the accept.</summary>
    public long AcceptedMs { get; } = loop.NowMs;

    /// <summary>Monotonic milliseconds at which the client had said where to; 0 before.</summary>
    public long RoutedMs { get; set; }

    /// <summary>Monotonic milliseconds at which the backend was connected; 0 before.</summary>
    public long ConnectedMs { get; set; }

    /// <summary>The relay, while bytes are passed on.</summary>
    public Relay? Relay { get; set; }

    /// <summary>The loop it lives on.</summary>
    public int Loop => loop.Index;

    /// <summary>Bytes passed on from the client.</summary>
    public long BytesUp { get; private set; }

    /// <summary>Bytes passed on to the client.</summary>
    public long BytesDown { get; private set; }

    /// <summary>How it ended.</summary>
    public ConnectionOutcome Outcome { get; private set; }

    /// <inheritdoc/>
    public void OnRelayed(long bytesUp, long bytesDown)
    {
        BytesUp += bytesUp;
        BytesDown += bytesDown;
        Route!.State.Counters(loop.Index).CountBytes(bytesUp, bytesDown);
        listener.Counters(loop.Index).CountBytes(bytesUp, bytesDown);
    }

    /// <inheritdoc/>
    public void OnRelayEnded(Relay relay)
    {
        Endpoint!.Release();
        End(relay.Outcome);
        gateway.LeaveConnection();
    }

    private void NoteFailure(Route route, ConnectionOutcome outcome)
    {
        var now = gateway.UtcNow;
        route.State.NoteFailure(outcome, now);
        if (outcome.Side() == ConnectionSide.Upstream)
            Endpoint?.NoteFailure(outcome, now);
    }

    /// <summary>Counts and logs the end, once; releases the route.</summary>
    public void End(ConnectionOutcome outcome)
    {
        if (Outcome != ConnectionOutcome.None)
            return;
        Outcome = outcome;
        listener.Counters(loop.Index).CountEnded(outcome);
        if (Route is { } route)
        {
            route.State.Counters(loop.Index).CountEnded(outcome);
            if (outcome.IsFailure())
                NoteFailure(route, outcome);
            if (IsAdmitted)
                route.Leave();
        }

        gateway.AccessLog.Write(this, loop.NowMs);
    }
}
