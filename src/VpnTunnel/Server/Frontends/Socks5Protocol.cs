using Connectivity.Shared;
using Connectivity.Shared.Socks5;
using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>SOCKS version 5 (RFC 1928): CONNECT without authentication, names looked up by the agent.</summary>
internal sealed class Socks5Protocol : FrontendProtocol
{
    private bool _greeted;
    private bool _owesMethod;
    private Socks5Error _error;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> TakeReply()
    {
        var owes = _owesMethod;
        _owesMethod = false;
        return owes ? Socks5Responses.NoAuthentication : default;
    }

    /// <inheritdoc/>
    public override ReadStatus Read(ReadOnlySpan<byte> received, FrontendRecord record, out int consumed, out StreamOutcome refusal)
    {
        refusal = StreamOutcome.None;
        var status = _greeted ? ReadRequest(received, record, out consumed) : ReadGreeting(received, out consumed);
        if (status != ReadStatus.Invalid)
            return status;
        record.Detail = _error.Text();
        refusal = _error switch
        {
            Socks5Error.CommandUnsupported => StreamOutcome.MethodNotAllowed,
            Socks5Error.AddressTypeUnsupported => StreamOutcome.AddressTypeUnsupported,
            _ => StreamOutcome.RequestMalformed,
        };
        return status;
    }

    /// <inheritdoc/>
    public override int WriteEstablished(Span<byte> destination, FrontendRecord record) =>
        Socks5Responses.WriteReply(destination, Socks5Reply.Succeeded);

    /// <inheritdoc/>
    public override int WriteRefusal(Span<byte> destination, FrontendRecord record, StreamOutcome outcome)
    {
        if (_greeted)
            return Socks5Responses.WriteReply(destination, Reply(outcome));
        // One that speaks another protocol, or has said nothing, would not understand an answer.
        if (_error is not (Socks5Error.NoMethods or Socks5Error.AuthenticationRequired))
            return 0;
        Socks5Responses.NoAcceptableMethod.CopyTo(destination);
        return Socks5Responses.NoAcceptableMethod.Length;
    }

    /// <summary>The reply for a refusal. It says less than HTTP's, which is why the log has the rest.</summary>
    internal static Socks5Reply Reply(StreamOutcome outcome) => outcome switch
    {
        StreamOutcome.TargetRefused => Socks5Reply.ConnectionRefused,
        StreamOutcome.NetworkUnreachable => Socks5Reply.NetworkUnreachable,
        StreamOutcome.HostUnreachable or StreamOutcome.NameNotFound or StreamOutcome.NameLookupFailed => Socks5Reply.HostUnreachable,
        StreamOutcome.TargetTimeout or StreamOutcome.AgentTimeout => Socks5Reply.TimedOut,
        StreamOutcome.Forbidden or StreamOutcome.ClientNotAllowed => Socks5Reply.NotAllowed,
        StreamOutcome.MethodNotAllowed => Socks5Reply.CommandNotSupported,
        StreamOutcome.AddressTypeUnsupported => Socks5Reply.AddressTypeNotSupported,
        _ => Socks5Reply.GeneralFailure,
    };

    private ReadStatus ReadGreeting(ReadOnlySpan<byte> received, out int consumed)
    {
        var status = Socks5GreetingReader.Read(received, out consumed, out _error);
        if (status != ReadStatus.Done)
            return status;
        (_greeted, _owesMethod) = (true, true);
        return ReadStatus.NeedMore;
    }

    private ReadStatus ReadRequest(ReadOnlySpan<byte> received, FrontendRecord record, out int consumed)
    {
        var status = Socks5RequestReader.Read(received, out var request, out consumed, out _error);
        if (status == ReadStatus.Done)
            record.Destination = new Destination(request.Host(), request.Port);
        return status;
    }
}
