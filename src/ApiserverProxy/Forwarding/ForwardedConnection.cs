using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>What is known of a connection from its accept to its end. Touched by its loop's thread only.</summary>
internal sealed class ForwardedConnection(Forwarder forwarder, EventLoop loop, SocketEndpoint client, SocketEndpoint destination) : IRelayOwner
{
    /// <summary>Unique within this process.</summary>
    public long Id { get; } = forwarder.NextId();

    /// <summary>The client.</summary>
    public SocketEndpoint Client => client;

    /// <summary>What the client connected to.</summary>
    public SocketEndpoint Destination => destination;

    /// <summary>The gateway, once connected.</summary>
    public SocketEndpoint Gateway { get; set; }

    /// <summary>Monotonic milliseconds of the accept.</summary>
    public long AcceptedMs { get; } = loop.NowMs;

    /// <summary>The loop it lives on.</summary>
    public int Loop => loop.Index;

    /// <summary>How it ended.</summary>
    public ConnectionOutcome Outcome { get; private set; }

    /// <inheritdoc/>
    public void OnRelayed(long bytesUp, long bytesDown) => forwarder.Counters.CountBytes(bytesUp, bytesDown);

    /// <inheritdoc/>
    public void OnRelayEnded(Relay relay) => End(ProxyLegs.Of(relay.Outcome), relay.Outcome);

    /// <summary>Counts the end, once.</summary>
    public void End(ProxyLeg leg, ConnectionOutcome outcome)
    {
        if (Outcome != ConnectionOutcome.None)
            return;
        Outcome = outcome;
        forwarder.Counters.CountEnded(leg, outcome);
        forwarder.Leave();
    }
}
