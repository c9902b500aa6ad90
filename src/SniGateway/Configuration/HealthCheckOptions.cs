namespace Connectivity.SniGateway.Configuration;

/// <summary>What an active check does to find out whether an endpoint serves.</summary>
internal enum HealthCheckKind : byte
{
    /// <summary>No active check.</summary>
    Off,

    /// <summary>Opens a TCP connection.</summary>
    Tcp,

    /// <summary>Completes a TLS handshake.</summary>
    Tls,

    /// <summary>Expects status 200 for a GET over TLS.</summary>
    Https,
}

/// <summary>
/// The active check of a route's endpoints. It is independent of the data path: its own connections, its own trust.
/// </summary>
internal sealed record HealthCheckOptions
{
    /// <summary>What is checked. Default Off.</summary>
    public HealthCheckKind Kind { get; init; }

    /// <summary>The path of an Https check. Default "/readyz".</summary>
    public string Path { get; init; } = "/readyz";

    /// <summary>Time from the start of one check of an endpoint to the start of the next. Default 10 s, at least 1 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time a check may take in all. Default 3 s, at most the interval.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The name sent as SNI and expected in the certificate. Null: the backend's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>PEM file with the authorities to trust instead of the system's; read anew at each check. Null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Successes in a row that bring an endpoint back. Default 1.</summary>
    public int HealthyThreshold { get; init; } = 1;

    /// <summary>Failures in a row that take an endpoint out. Default 3.</summary>
    public int UnhealthyThreshold { get; init; } = 3;
}
