using Connectivity.Shared.Outcomes;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Facts about each <see cref="ProxyHeaderError"/>.</summary>
public static class ProxyHeaderErrors
{
    /// <summary>The error in constant words for the log. Never holds what the peer sent.</summary>
    public static string Text(this ProxyHeaderError error) => error switch
    {
        ProxyHeaderError.None => "no error",
        ProxyHeaderError.NotProxy => "not a PROXY header",
        ProxyHeaderError.LineTooLong => "PROXY v1 line longer than 107 bytes",
        ProxyHeaderError.ProtocolUnknown => "PROXY v1 protocol is not TCP4, TCP6 or UNKNOWN",
        ProxyHeaderError.AddressMalformed => "PROXY v1 address malformed",
        ProxyHeaderError.PortMalformed => "PROXY v1 port malformed",
        ProxyHeaderError.LineEndMalformed => "PROXY v1 line end malformed",
        ProxyHeaderError.VersionUnknown => "PROXY v2 signature with an unknown version",
        ProxyHeaderError.CommandUnknown => "PROXY v2 command unknown",
        ProxyHeaderError.FamilyUnknown => "PROXY v2 address family or transport unknown",
        ProxyHeaderError.TooLong => "PROXY v2 header longer than the limit",
        ProxyHeaderError.AddressesTruncated => "PROXY v2 header too short for its addresses",
        ProxyHeaderError.TlvOverrun => "PROXY v2 extension longer than the header",
        ProxyHeaderError.UniqueIdTooLong => "PROXY v2 unique id longer than 128 bytes",
        ProxyHeaderError.ChecksumMalformed => "PROXY v2 checksum malformed or repeated",
        ProxyHeaderError.ChecksumMismatch => "PROXY v2 checksum mismatch",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    /// <summary>How a connection ends that a PROXY header was required of.</summary>
    public static ConnectionOutcome Outcome(this ProxyHeaderError error) => error switch
    {
        ProxyHeaderError.None => ConnectionOutcome.None,
        ProxyHeaderError.NotProxy => ConnectionOutcome.ProxyHeaderMissing,
        _ => ConnectionOutcome.ProxyHeaderMalformed,
    };
}
