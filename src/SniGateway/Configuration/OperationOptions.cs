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
