namespace Connectivity.Shared.Outcomes;

/// <summary>Facts about each <see cref="ConnectionOutcome"/>.</summary>
public static class ConnectionOutcomes
{
    /// <summary>Every outcome a connection can end with.</summary>
    public static IReadOnlyList<ConnectionOutcome> All { get; } =
        [.. Enum.GetValues<ConnectionOutcome>().Where(static o => o != ConnectionOutcome.None)];

    /// <summary>Whose doing this end was.</summary>
    public static ConnectionSide Side(this ConnectionOutcome outcome) => outcome switch
    {
        >= ConnectionOutcome.ClientClosedEarly and <= ConnectionOutcome.ConnectMalformed => ConnectionSide.Client,
        ConnectionOutcome.Completed or ConnectionOutcome.ClientReset or ConnectionOutcome.ClientTimedOut => ConnectionSide.Client,
        >= ConnectionOutcome.NoBackend and <= ConnectionOutcome.ConnectUnreachable => ConnectionSide.Upstream,
        ConnectionOutcome.UpstreamReset or ConnectionOutcome.UpstreamTimedOut => ConnectionSide.Upstream,
        _ => ConnectionSide.Self,
    };

    /// <summary>
    /// Whether something other than the client kept a connection from being made or going on. Bounds of its life (idle, age, a drain, a route that is
    /// removed) are no failures.
    /// </summary>
    public static bool IsFailure(this ConnectionOutcome outcome) => outcome
        is (>= ConnectionOutcome.SourceDenied and <= ConnectionOutcome.ConnectUnreachable)
        or ConnectionOutcome.NoRoute or ConnectionOutcome.UpstreamReset or ConnectionOutcome.UpstreamTimedOut or ConnectionOutcome.InternalError;

    /// <summary>The name in logs and metrics' labels: the enum's own name. Allocates nothing.</summary>
    public static string Name(this ConnectionOutcome outcome) => Names[(int)outcome];

    private static readonly string[] Names = BuildNames();

    private static string[] BuildNames()
    {
        var names = new string[256];
        foreach (var outcome in Enum.GetValues<ConnectionOutcome>())
            names[(int)outcome] = outcome.ToString();
        return names;
    }
}
