using System.Text.Json.Serialization;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>What is to be done to a running gateway or tunnel: as it was asked for, and as each worker is told.</summary>
internal sealed record LoadPlan
{
    /// <summary>Where: HOST:PORT or unix:PATH.</summary>
    public required string Target { get; init; }

    /// <summary>With what.</summary>
    public required LoadMode Mode { get; init; }

    /// <summary>Server names, taken in turn; one at least for a gateway, at most one for a tunnel.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What a tunnel is to connect to, HOST:PORT; null for a gateway.</summary>
    public string? ConnectTo { get; init; }

    /// <summary>Connections at most at a time, of all workers; where they stay, as many as there are.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Operations a second, of all workers.</summary>
    public double Rate { get; init; } = 100;

    /// <summary>How long operations begin.</summary>
    public double DurationSeconds { get; init; } = 30;

    /// <summary>Worker processes.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Which of the workers this is.</summary>
    public int Worker { get; init; }

    /// <summary>How long an operation may take, from the time at which it begins.</summary>
    public double TimeoutSeconds { get; init; } = 10;

    /// <summary>Who issued the servers' certificates (PEM); null for the machine's authorities.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether servers' certificates are taken as they are.</summary>
    public bool Insecure { get; init; }

    /// <summary>The client's certificate (PEM); null for none.</summary>
    public string? CertFile { get; init; }

    /// <summary>Its key (PEM).</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether TLS sessions may be resumed: then most handshakes are cheap.</summary>
    public bool Resume { get; init; }

    /// <summary>The path that is asked for.</summary>
    public string Path { get; init; } = "/readyz";

    /// <summary>The version of HTTP on connections that stay: 1 or 2.</summary>
    public int HttpVersion { get; init; } = 1;

    /// <summary>Whether bulk goes to the target instead of coming from it.</summary>
    public bool Up { get; init; }

    /// <summary>Whether it is about a tunnel.</summary>
    [JsonIgnore]
    public bool IsTunnel => ConnectTo is not null;

    /// <summary>How long an operation may take.</summary>
    [JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>The connections of this worker: what does not divide goes to the first ones.</summary>
    [JsonIgnore]
    public int OwnConnections => (Connections / Processes) + (Worker < Connections % Processes ? 1 : 0);

    /// <summary>When this worker's operation with this number is due after the beginning: the workers' operations interleave.</summary>
    public TimeSpan Due(long number) => TimeSpan.FromSeconds(((number * Processes) + Worker) / Rate);
}
