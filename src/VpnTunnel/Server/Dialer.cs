namespace Connectivity.VpnTunnel.Server;

/// <summary>What all dials of the server share. On the loop's thread only.</summary>
/// <param name="directory">Which agent is asked.</param>
/// <param name="pending">How many may wait.</param>
/// <param name="nowMs">Monotonic milliseconds of the loop.</param>
internal sealed class Dialer(AgentDirectory directory, PendingDials pending, Func<long> nowMs)
{
    /// <summary>Which agent is asked.</summary>
    public AgentDirectory Directory => directory;

    /// <summary>How many may wait.</summary>
    public PendingDials Pending => pending;

    /// <summary>Monotonic milliseconds of the loop.</summary>
    public long NowMs => nowMs();

    /// <summary>Time from the start of a dial to its answer, whatever happens.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time after which a second agent is asked too.</summary>
    public TimeSpan SecondAgentAfter { get; set; } = TimeSpan.FromSeconds(1);
}
