using Connectivity.Shared.Native;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Targets;

public sealed class TargetOutcomesTests
{
    [Theory]
    [InlineData(Errno.ECONNREFUSED, "Refused", "TargetRefused", "target")]
    [InlineData(Errno.EHOSTUNREACH, "HostUnreachable", "TargetUnreachable", "target")]
    [InlineData(Errno.ENETUNREACH, "NetworkUnreachable", "TargetUnreachable", "target")]
    [InlineData(Errno.ETIMEDOUT, "Timeout", "TargetTimeout", "target")]
    [InlineData(Errno.ECONNRESET, "ResetDuringDial", "TargetRefused", "target")]
    [InlineData(Errno.EMFILE, "OutOfDescriptors", "AtLimit", "agent")]
    [InlineData(Errno.ENFILE, "OutOfDescriptors", "AtLimit", "agent")]
    [InlineData(Errno.EADDRNOTAVAIL, "OutOfDescriptors", "AtLimit", "agent")]
    [InlineData(Errno.EPERM, "Forbidden", "Forbidden", "agent")]
    [InlineData(9999, "Internal", "InternalError", "agent")]
    public void An_error_number_is_a_failure_and_an_outcome_with_a_leg(int errno, string failure, string outcome, string leg)
    {
        var of = TargetOutcomes.Of(DialErrors.Of(errno));

        Assert.Equal(failure, DialErrors.Of(errno).ToString());
        Assert.Equal((outcome, leg), (of.ToString(), of.Leg()));
    }

    [Theory]
    [InlineData("Completed", "None", "Completed", "target")]
    [InlineData("SocketReset", "EndpointReset", "TargetReset", "target")]
    [InlineData("SocketTimedOut", "EndpointTimedOut", "TargetTimeout", "target")]
    [InlineData("HalfCloseTimeout", "EndpointTimedOut", "HalfCloseTimeout", "target")]
    [InlineData("StreamReset", "Cancelled", "Cancelled", "server")]
    [InlineData("StreamReset", "EndpointReset", "Cancelled", "server")]
    [InlineData("StreamReset", "SessionLost", "SessionLost", "server")]
    [InlineData("StreamReset", "UnknownStream", "OutOfStep", "server")]
    [InlineData("StreamReset", "OutOfMemory", "ServerEnded", "server")]
    [InlineData("Aborted", "Drained", "Drained", "agent")]
    [InlineData("Aborted", "Internal", "InternalError", "agent")]
    public void An_end_of_the_relaying_is_an_outcome_with_a_leg(string kind, string code, string outcome, string leg)
    {
        var of = TargetOutcomes.Of(new SocketEndResult(Enum.Parse<SocketEndKind>(kind), Enum.Parse<ResetCode>(code), 0, 0));

        Assert.Equal((outcome, leg), (of.ToString(), of.Leg()));
    }

    [Fact]
    public void Every_failure_has_an_outcome_that_is_not_success() =>
        Assert.All(Enum.GetValues<OpenFailure>().Where(static f => f != OpenFailure.None), static f => Assert.NotEqual(TargetOutcome.Completed, TargetOutcomes.Of(f)));
}
