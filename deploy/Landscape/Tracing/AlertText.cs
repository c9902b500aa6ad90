namespace Connectivity.Landscape.Tracing;

/// <summary>Names of TLS alerts (RFC 8446, section 6).</summary>
internal static class AlertText
{
    /// <summary>What a gateway says when its routes have no such name.</summary>
    public const byte UnrecognizedName = 112;

    /// <summary>What a gateway says when it has no way to a backend, or a limit is reached.</summary>
    public const byte InternalError = 80;

    /// <summary>What a gateway says when the source may not use the route.</summary>
    public const byte AccessDenied = 49;

    /// <summary>The alert's name and number.</summary>
    public static string Of(byte alert) => $"{Name(alert)} ({alert})";

    private static string Name(byte alert) => alert switch
    {
        10 => "unexpected_message",
        40 => "handshake_failure",
        42 => "bad_certificate",
        46 => "certificate_unknown",
        48 => "unknown_ca",
        AccessDenied => "access_denied",
        50 => "decode_error",
        70 => "protocol_version",
        InternalError => "internal_error",
        UnrecognizedName => "unrecognized_name",
        116 => "certificate_required",
        _ => "alert",
    };
}
