using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>
/// What is known of a client's connection from its accept to its end: for the log, the live list, the counters and the answer. Holds no
/// buffers. On the loop's thread only.
/// </summary>
internal sealed class FrontendRecord(FrontendListener listener, long id, SocketEndpoint peer, long nowMs) : ISocketEndOwner
{
    /// <summary>Unique within this process.</summary>
    public long Id => id;

    /// <summary>Where it came in.</summary>
    public FrontendListener Listener => listener;

    /// <summary>The client's address; the default value on a Unix socket.</summary>
    public SocketEndpoint Peer => peer;

    /// <summary>Who the client is: the common name of its certificate, or user and process at the other end of a Unix socket. Null: not known.</summary>
    public string? Client { get; set; }

    /// <summary>Where it wants to be connected to, once it has said so.</summary>
    public Destination? Destination { get; set; }

    /// <summary>The minor version of HTTP in the request, to answer in kind.</summary>
    public int MinorVersion { get; set; }

    /// <summary>The agent that dialled, or that the failure is about.</summary>
    public string? Agent { get; set; }

    /// <summary>Agents that were asked.</summary>
    public int Attempts { get; set; }

    /// <summary>The time that the dial had.</summary>
    public TimeSpan DialTimeout { get; set; }

    /// <summary>Why bytes were refused, or what the agent said of its failure; not for showing unescaped.</summary>
    public string? Detail { get; set; }

    /// <summary>The stream, once it is open. Its counters stay readable after its end.</summary>
    public TunnelStream? Stream { get; set; }

    /// <summary>Bytes from the client that went into the stream.</summary>
    public long BytesUp => Stream?.BytesSent ?? 0;

    /// <summary>Bytes of the target that came for the client.</summary>
    public long BytesDown => Stream?.BytesReceived ?? 0;

    /// <summary>The client in one word: its name and where it comes from.</summary>
    public string ClientText => (string.IsNullOrEmpty(Client), peer.IsNone) switch
    {
        (true, true) => "",
        (true, false) => peer.ToString(),
        (false, true) => Client!,
        _ => $"{Client} {peer}",
    };

    /// <summary>Who has the socket until its bytes flow.</summary>
    public FrontendConnection? Opening { get; set; }

    /// <summary>Who has it then.</summary>
    public SocketEnd? Relay { get; set; }

    /// <summary>Where it is in its life, for the live list.</summary>
    public string StateName => Relay is null ? Opening?.StateName ?? "ended" : "relaying";

    /// <summary>Monotonic milliseconds of the accept.</summary>
    public long AcceptedMs => nowMs;

    /// <summary>Monotonic milliseconds at which the request was complete; 0 before.</summary>
    public long RequestedMs { get; set; }

    /// <summary>Monotonic milliseconds at which the dial was over, well or not; 0 before.</summary>
    public long AnsweredMs { get; set; }

    /// <summary>How it ended.</summary>
    public StreamOutcome Outcome { get; private set; }

    /// <summary>Ends it now, since the server does.</summary>
    public void Drain()
    {
        if (Relay is { } relay)
            relay.Abort(ResetCode.Drained);
        else
            Opening?.Abort(StreamOutcome.Drained);
    }

    /// <inheritdoc/>
    public void OnSocketEnded(SocketEnd end, in SocketEndResult result)
    {
        End(result.Kind switch
        {
            SocketEndKind.Completed => StreamOutcome.Completed,
            SocketEndKind.SocketReset => StreamOutcome.ClientReset,
            SocketEndKind.SocketTimedOut => StreamOutcome.ClientTimedOut,
            SocketEndKind.HalfCloseTimeout => StreamOutcome.HalfCloseTimeout,
            SocketEndKind.StreamReset => StreamOutcomes.Of(result.Code),
            _ => result.Code == ResetCode.Drained ? StreamOutcome.Drained : StreamOutcome.InternalError,
        });
        listener.Frontends.Leave();
    }

    /// <summary>Counts and logs the end, once.</summary>
    public void End(StreamOutcome outcome)
    {
        if (Outcome != StreamOutcome.None)
            return;
        Outcome = outcome;
        listener.Frontends.OnEnded(this);
    }
}
