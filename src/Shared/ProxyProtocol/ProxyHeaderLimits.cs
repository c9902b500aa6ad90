namespace Connectivity.Shared.ProxyProtocol;

/// <summary>
/// Bounds of what is read as PROXY headers. Use <see cref="Default"/> and change it; zeros refuse every version 2 header.
/// </summary>
public readonly record struct ProxyHeaderLimits
{
    /// <summary>Longest version 1 line with its line end, in bytes (PROXY protocol, section 2.1).</summary>
    public const int MaxVersion1Length = 107;

    /// <summary>Longest unique identifier, in bytes (PROXY protocol, section 2.2.7).</summary>
    public const int MaxUniqueIdLength = 128;

    /// <summary>Most headers in a row that can be configured.</summary>
    public const int MaxStackedLimit = 4;

    /// <summary>4096 bytes, one header.</summary>
    public static ProxyHeaderLimits Default => new() { MaxBytes = 4096, MaxStacked = 1 };

    /// <summary>
    /// Longest version 2 header in all, in bytes, at most 65551. Protects the memory held by connections that have not said where to.
    /// Default 4096; common senders stay under 536.
    /// </summary>
    public int MaxBytes { get; init; }

    /// <summary>
    /// Most headers in a row, 1 to <see cref="MaxStackedLimit"/>; default 1. Whoever the outermost sender forwards could send a
    /// header of their own: more than one is for chains in which every sender is known to write one.
    /// </summary>
    public int MaxStacked { get; init; }
}
