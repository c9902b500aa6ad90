namespace Connectivity.Landscape.Proofs;

/// <summary>Reads a TLS alert that is sent in the clear: what a server that refuses a ClientHello answers.</summary>
internal static class TlsAlert
{
    /// <summary>The length of a record with an alert in it (RFC 8446, sections 5.1 and 6).</summary>
    public const int RecordLength = 7;

    /// <summary>No host of that name is here (RFC 6066, section 3).</summary>
    public const byte UnrecognizedName = 112;

    private const byte AlertContent = 21;

    /// <summary>The description of the alert that a server's answer begins with; null where it begins with something else.</summary>
    public static byte? Read(ReadOnlySpan<byte> answer) =>
        answer.Length >= RecordLength && answer[0] == AlertContent && answer[1] == 3 && answer[3] == 0 && answer[4] == 2 ? answer[6] : null;
}
