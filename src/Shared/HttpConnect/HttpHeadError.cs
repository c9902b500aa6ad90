namespace Connectivity.Shared.HttpConnect;

/// <summary>Why the head of a request or response is refused. The sections are those of RFC 9112.</summary>
public enum HttpHeadError : byte
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Request: the bytes are TLS, sent to a port that speaks HTTP in the clear.</summary>
    Tls,

    /// <summary>Request (3.1): the method is not CONNECT, or the bytes are no HTTP.</summary>
    NotConnect,

    /// <summary>Request (3.2): the target is empty or has a character that is not visible ASCII.</summary>
    TargetMalformed,

    /// <summary>The version is neither HTTP/1.0 nor HTTP/1.1 (2.3); of a response also: the bytes are no HTTP.</summary>
    VersionUnsupported,

    /// <summary>Response (4): the status is not three digits from 100 to 599.</summary>
    StatusMalformed,

    /// <summary>A line ends in something else than CR LF (2.2).</summary>
    LineEndMalformed,

    /// <summary>A field's name is empty, has a character that is no token's, or white space before the colon (5.1).</summary>
    FieldNameMalformed,

    /// <summary>A field's value (5) or the reason (4) has a control character.</summary>
    FieldValueMalformed,

    /// <summary>A field's value goes on in the next line (5.2), which is forbidden.</summary>
    ObsoleteFold,

    /// <summary>More fields than the limit.</summary>
    TooManyFields,

    /// <summary>A head longer than the limit.</summary>
    TooLong,

    /// <summary>Request (6): a body is announced. What follows CONNECT is the tunnel; two readers could disagree where it begins.</summary>
    BodyNotAllowed,
}
