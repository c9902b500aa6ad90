using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>The cause of a refusal in words: which leg failed, who dialled what, and why. kube-apiserver shows its user these and nothing else.</summary>
internal static class RefusalText
{
    /// <summary>The words. They may quote what client and agent sent, unescaped.</summary>
    public static string Of(FrontendRecord record, StreamOutcome outcome)
    {
        var cause = Cause(record, outcome);
        var text = string.IsNullOrEmpty(record.Detail) ? cause : $"{cause} ({record.Detail})";
        if (record.Destination is not { } destination)
            return text;
        return record.Agent is { } agent ? $"agent {agent} dialing {destination.Text}: {text}" : $"dialing {destination.Text}: {text}";
    }

    private static string Cause(FrontendRecord record, StreamOutcome outcome) => outcome switch
    {
        StreamOutcome.RequestMalformed => "the request is malformed",
        StreamOutcome.RequestTooLarge => "the request is too long",
        StreamOutcome.MethodNotAllowed => "only CONNECT is served here",
        StreamOutcome.AddressTypeUnsupported => "the address is of an unknown kind",
        StreamOutcome.HeadTimeout => "the request did not come in time",
        StreamOutcome.ClientNotAllowed => $"client {record.Client} may not connect here",
        StreamOutcome.NoAgent => "no agent is connected",
        StreamOutcome.TooManyDials => "too many dials are waiting already",
        StreamOutcome.TooManyStreams => "too many streams are open already",
        StreamOutcome.OutOfDescriptors => "the server has no file descriptor left",
        StreamOutcome.Drained => "the server is ending",
        StreamOutcome.AgentTimeout => $"the agent did not answer within {record.DialTimeout.TotalSeconds} s",
        StreamOutcome.AgentLost => "the agent was lost",
        StreamOutcome.Forbidden => "not allowed by the agent",
        StreamOutcome.AgentTooManyDials => "the agent takes no more at the moment",
        StreamOutcome.AgentDraining => "the agent is ending",
        StreamOutcome.AgentOutOfDescriptors => "the agent has no file descriptor left",
        StreamOutcome.AgentUnsupported => "the agent does not know how",
        StreamOutcome.NameLookupFailed => "the name could not be looked up",
        StreamOutcome.TargetRefused => "connection refused",
        StreamOutcome.HostUnreachable => "no route to host",
        StreamOutcome.NetworkUnreachable => "network is unreachable",
        StreamOutcome.TargetTimeout => $"no answer within {record.DialTimeout.TotalSeconds} s",
        StreamOutcome.NameNotFound => "no such host",
        StreamOutcome.ResetDuringDial => "connection reset while connecting",
        StreamOutcome.AgentInternalError => "an internal error of the agent",
        _ => "an internal error of the server",
    };
}
