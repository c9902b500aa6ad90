using Connectivity.Shared.Outcomes;

namespace Connectivity.SniGateway.Routing;

/// <summary>
/// The last end of a connection that was a failure (<see cref="ConnectionOutcomes.IsFailure"/>) and its time. Any loop writes, any thread reads; it costs one
/// store, as failures may be as many as connections.
/// </summary>
internal struct LastFailure
{
    private const int OutcomeBits = 8;

    // Unix milliseconds above the outcome; 0 before the first.
    private long _packed;

    /// <summary>The last one; null before the first.</summary>
    public readonly (ConnectionOutcome Outcome, DateTimeOffset At)? Value => Volatile.Read(in _packed) is var packed and not 0
        ? ((ConnectionOutcome)(byte)packed, DateTimeOffset.FromUnixTimeMilliseconds(packed >> OutcomeBits))
        : null;

    /// <summary>One more.</summary>
    public void Note(ConnectionOutcome outcome, DateTimeOffset at) =>
        Volatile.Write(ref _packed, (at.ToUnixTimeMilliseconds() << OutcomeBits) | (byte)outcome);
}
