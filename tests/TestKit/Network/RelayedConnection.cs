using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;

namespace Connectivity.TestKit.Network;

/// <summary>A connection as the side of the relay sees it.</summary>
public sealed class RelayedConnection(EventLoop loop, int clientSocket) : IRelayOwner
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ConnectionOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The loop it lives on.</summary>
    public EventLoop Loop => loop;

    /// <summary>The descriptor of the accepted socket.</summary>
    public int ClientSocket => clientSocket;

    /// <summary>The descriptor of the socket that goes to the backend.</summary>
    public int UpstreamSocket { get; private set; } = -1;

    /// <summary>What outlives the descriptors: the identities of both sockets.</summary>
    public (string Client, string Upstream) Identities { get; private set; }

    /// <summary>The relay, once connected.</summary>
    public Relay? Relay { get; private set; }

    /// <summary>Ends when the relay is there.</summary>
    public Task Started => _started.Task;

    /// <summary>Bytes that the relay reported as passed up.</summary>
    public long BytesUp { get; private set; }

    /// <summary>Bytes that the relay reported as passed down.</summary>
    public long BytesDown { get; private set; }

    /// <summary>Ends with the relay, by when both descriptors are closed.</summary>
    public Task<ConnectionOutcome> Ended => _ended.Task;

    /// <summary>Thrown whenever bytes are reported.</summary>
    public Exception? FailureOnBytes { get; set; }

    /// <summary>Thrown when the end is reported.</summary>
    public Exception? FailureOnEnd { get; set; }

    internal void Start(Relay relay, int upstreamSocket)
    {
        (Relay, UpstreamSocket) = (relay, upstreamSocket);
        Identities = (KernelSocket.Identity(clientSocket), KernelSocket.Identity(upstreamSocket));
        _started.SetResult();
    }

    /// <inheritdoc/>
    public void OnRelayed(long bytesUp, long bytesDown)
    {
        BytesUp += bytesUp;
        BytesDown += bytesDown;
        if (FailureOnBytes is not null)
            throw FailureOnBytes;
    }

    /// <inheritdoc/>
    public void OnRelayEnded(Relay relay)
    {
        ArgumentNullException.ThrowIfNull(relay);
        _ended.SetResult(relay.Outcome);
        if (FailureOnEnd is not null)
            throw FailureOnEnd;
    }
}
