namespace Connectivity.SniGateway.Configuration;

/// <summary>How the gateway ends.</summary>
internal sealed record DrainOptions
{
    /// <summary>Time live connections have after SIGTERM; their closes are spread over it. Default 30 s, 0 closes at once.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Where a line for every ended connection goes.</summary>
internal sealed record AccessLogOptions
{
    /// <summary>A file to append to, "-" for standard output, empty for none. Default "-".</summary>
    public string Path { get; init; } = "-";
}

/// <summary>TCP keepalive, on both legs of every connection. A dead leg shows after idle + interval × probes.</summary>
internal sealed record KeepaliveOptions
{
    /// <summary>Silence before the first probe, in whole seconds. Default 55 s: below the idle time of common load balancers.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(55);

    /// <summary>Time between probes, in whole seconds. Default 15 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Probes without an answer after which the leg is dead, 1 to 127. Default 4.</summary>
    public int Probes { get; init; } = 4;
}

/// <summary>When an endpoint that refuses connections is left alone for a while.</summary>
internal sealed record OutlierEjectionOptions
{
    /// <summary>Failed attempts in a row that take an endpoint out. Default 3, 0 turns ejection off.</summary>
    public int ConsecutiveFailures { get; init; } = 3;

    /// <summary>How long it is out at first; doubled each time it fails again. Default 5 s.</summary>
    public TimeSpan BaseTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest it is out. Default 5 min.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(5);
}
