using System.Text;
using Connectivity.Shared;
using Connectivity.Shared.HttpConnect;
using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>
/// HTTP/1 CONNECT (RFC 9110, section 9.3.6), as kube-apiserver's egress selector speaks it. The destination is the request's target; Host means
/// nothing, since kube-apiserver always has 127.0.0.1 there.
/// </summary>
internal sealed class HttpConnectProtocol : FrontendProtocol
{
    private const int MaxHostLength = 255;
    private const int RetryAfterSeconds = 1;

    private static readonly ConnectLimits Limits = ConnectLimits.Default;

    private HttpConnectProtocol()
    {
    }

    /// <summary>The only instance: a request is read in one step, so that there is nothing to remember.</summary>
    public static HttpConnectProtocol Instance { get; } = new();

    /// <inheritdoc/>
    public override ReadStatus Read(ReadOnlySpan<byte> received, FrontendRecord record, out int consumed, out StreamOutcome refusal)
    {
        refusal = StreamOutcome.None;
        var status = ConnectRequestReader.Read(received, Limits, out var request, out consumed, out var error);
        if (status == ReadStatus.Invalid)
        {
            refusal = Refusal(error, received[0]);
            record.Detail = error.Text();
        }

        if (status != ReadStatus.Done)
            return status;
        record.MinorVersion = request.MinorVersion;
        if (ConnectAuthority.TryParse(request.Authority, out var authority) && authority.Host.Length <= MaxHostLength)
        {
            record.Destination = new Destination(Encoding.ASCII.GetString(authority.Host), authority.Port);
            return ReadStatus.Done;
        }

        refusal = StreamOutcome.RequestMalformed;
        record.Detail = "the request's target is not host:port";
        return ReadStatus.Invalid;
    }

    /// <inheritdoc/>
    public override int WriteEstablished(Span<byte> destination, FrontendRecord record)
    {
        var answer = ConnectResponses.Established(record.MinorVersion);
        answer.CopyTo(destination);
        return answer.Length;
    }

    /// <inheritdoc/>
    public override int WriteRefusal(Span<byte> destination, FrontendRecord record, StreamOutcome outcome)
    {
        var (status, text) = Status(outcome);
        var reason = $"{text}: {RefusalText.Of(record, outcome)}";
        return ConnectRefusalWriter.Write(destination, status, reason, outcome.Name(), status == 503 ? RetryAfterSeconds : 0);
    }

    /// <summary>The status code of a refusal and its standard name.</summary>
    internal static (int Code, string Name) Status(StreamOutcome outcome) => outcome switch
    {
        StreamOutcome.RequestMalformed => (400, "Bad Request"),
        StreamOutcome.Forbidden or StreamOutcome.ClientNotAllowed => (403, "Forbidden"),
        StreamOutcome.MethodNotAllowed => (405, "Method Not Allowed"),
        StreamOutcome.HeadTimeout => (408, "Request Timeout"),
        StreamOutcome.RequestTooLarge => (431, "Request Header Fields Too Large"),
        StreamOutcome.InternalError => (500, "Internal Server Error"),
        StreamOutcome.NoAgent or StreamOutcome.TooManyDials or StreamOutcome.TooManyStreams => (503, "Service Unavailable"),
        StreamOutcome.OutOfDescriptors or StreamOutcome.Drained or StreamOutcome.AgentLost => (503, "Service Unavailable"),
        StreamOutcome.AgentTooManyDials or StreamOutcome.AgentDraining => (503, "Service Unavailable"),
        StreamOutcome.AgentOutOfDescriptors => (503, "Service Unavailable"),
        StreamOutcome.AgentTimeout or StreamOutcome.TargetTimeout => (504, "Gateway Timeout"),
        _ => (502, "Bad Gateway"),
    };

    /// <summary>Who begins with a capital letter has sent another method; everything else is no HTTP.</summary>
    private static StreamOutcome Refusal(HttpHeadError error, byte first) => error switch
    {
        HttpHeadError.NotConnect when char.IsAsciiLetterUpper((char)first) => StreamOutcome.MethodNotAllowed,
        HttpHeadError.TooLong or HttpHeadError.TooManyFields => StreamOutcome.RequestTooLarge,
        _ => StreamOutcome.RequestMalformed,
    };
}
