namespace Connectivity.Shared.HttpConnect;

/// <summary>
/// Bounds of the head of a CONNECT request or of its response. Use <see cref="Default"/> and change it; zeros refuse everything.
/// </summary>
public readonly record struct ConnectLimits
{
    /// <summary>8192 bytes, 64 header fields.</summary>
    public static ConnectLimits Default => new() { MaxBytes = 8192, MaxHeaders = 64 };

    /// <summary>
    /// Longest head from its first byte to the end of the empty line, in bytes. Protects the memory held by connections that have not
    /// said where to. Default 8192.
    /// </summary>
    public int MaxBytes { get; init; }

    /// <summary>Most header fields. Bounds the cost of looking one up. Default 64.</summary>
    public int MaxHeaders { get; init; }
}
