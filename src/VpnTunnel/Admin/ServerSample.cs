namespace Connectivity.VpnTunnel.Admin;

/// <summary>What a scrape wants of the server's sessions, taken on the loop at one moment. Immutable, so that any thread may read it.</summary>
internal sealed record ServerSample
{
    /// <summary>Nothing yet.</summary>
    public static ServerSample Empty { get; } = new();

    /// <summary>The agents with sessions.</summary>
    public IReadOnlyList<AgentSample> Agents { get; init; } = [];

    /// <summary>Living sessions whose agent's name another living session has too.</summary>
    public int Duplicates { get; init; }

    /// <summary>Sessions that have ended.</summary>
    public long SessionsEnded { get; init; }

    /// <summary>Streams ever opened.</summary>
    public long StreamsOpened { get; init; }

    /// <summary>Carriers that sessions have lost; after each, streams went on elsewhere or waited.</summary>
    public long Losses { get; init; }

    /// <summary>Bytes sent again after a loss.</summary>
    public long Replayed { get; init; }

    /// <summary>Bytes that came twice.</summary>
    public long Duplicated { get; init; }

    /// <summary>Bytes from clients, of the connections that are open.</summary>
    public long LiveBytesUp { get; init; }

    /// <summary>Bytes to clients, of the connections that are open.</summary>
    public long LiveBytesDown { get; init; }

    /// <summary>Clients' connections whose bytes flow.</summary>
    public int Relaying { get; init; }
}

/// <summary>All sessions of one agent's name.</summary>
/// <param name="Agent">The name.</param>
/// <param name="Sessions">Sessions.</param>
/// <param name="Usable">Those of them that take new streams.</param>
/// <param name="EchoGood">Those of these whose last echo was good.</param>
/// <param name="Streams">Streams.</param>
/// <param name="Carriers">Carriers.</param>
/// <param name="Suspects">Carriers that owe a PONG for too long.</param>
/// <param name="Waiting">Streams that wait for their turn on a carrier.</param>
/// <param name="Queued">Bytes that wait in the carriers themselves.</param>
/// <param name="RttMicroseconds">The round trip of the best carrier; 0: not known.</param>
/// <param name="BytesHeld">Bytes received that clients have not taken.</param>
/// <param name="BytesKept">Bytes sent that the agent has not acknowledged.</param>
internal sealed record AgentSample(
    string Agent, int Sessions, int Usable, int EchoGood, int Streams, int Carriers, int Suspects, int Waiting, long Queued, long RttMicroseconds, long BytesHeld, long BytesKept);
