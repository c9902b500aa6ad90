using Connectivity.Shared.Outcomes;

namespace Connectivity.Shared.HttpConnect;

/// <summary>Facts about each <see cref="HttpHeadError"/>.</summary>
public static class HttpHeadErrors
{
    /// <summary>The error in constant words for the log. Never holds what the peer sent.</summary>
    public static string Text(this HttpHeadError error) => error switch
    {
        HttpHeadError.None => "no error",
        HttpHeadError.Tls => "TLS instead of an HTTP request",
        HttpHeadError.NotConnect => "not a CONNECT request",
        HttpHeadError.TargetMalformed => "request target malformed",
        HttpHeadError.VersionUnsupported => "not HTTP/1.0 or HTTP/1.1",
        HttpHeadError.StatusMalformed => "status code malformed",
        HttpHeadError.LineEndMalformed => "line does not end in CR LF",
        HttpHeadError.FieldNameMalformed => "header name malformed",
        HttpHeadError.FieldValueMalformed => "control character in a header value or reason",
        HttpHeadError.ObsoleteFold => "folded header line",
        HttpHeadError.TooManyFields => "more headers than the limit",
        HttpHeadError.TooLong => "head longer than the limit",
        HttpHeadError.BodyNotAllowed => "CONNECT request announces a body",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    /// <summary>How a client's connection ends whose request is refused for this.</summary>
    public static ConnectionOutcome Outcome(this HttpHeadError error) =>
        error == HttpHeadError.None ? ConnectionOutcome.None : ConnectionOutcome.ConnectMalformed;
}
