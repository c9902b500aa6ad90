using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server;

/// <summary>Why a dial came to nothing.</summary>
/// <param name="Outcome">The cause, with its leg.</param>
/// <param name="Agent">The agent that was asked; null: none was.</param>
/// <param name="Message">What the agent said beside it; may be empty. Not for showing unescaped.</param>
internal readonly record struct DialFailure(StreamOutcome Outcome, string? Agent, string Message)
{
    /// <summary>
    /// Whether another agent might do better. Not where the target itself has answered, and not where a rule forbids it: to ask around until somebody
    /// allows it would be to evade the rule.
    /// </summary>
    public static bool IsWorthAnotherAgent(OpenFailure failure) =>
        failure is not (OpenFailure.Refused or OpenFailure.Forbidden or OpenFailure.ResetDuringDial);

    /// <summary>Which of two failures tells more: the one that got further on the way to the target, and of equals the first.</summary>
    public static DialFailure Telling(DialFailure first, DialFailure second) =>
        second.Outcome.Leg() > first.Outcome.Leg() ? second : first;
}
