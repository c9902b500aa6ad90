namespace Connectivity.Shared.Tls;

/// <summary>What a client may send before its ClientHello is complete. Protects the memory held for connections without a route.</summary>
public readonly record struct ClientHelloLimits
{
    /// <summary>The least that <see cref="MaxBytes"/> may be: 1 KiB, less than which real clients would be refused.</summary>
    public const int LeastMaxBytes = 1024;

    /// <summary>The most that <see cref="MaxBytes"/> may be: 1 MiB.</summary>
    public const int GreatestMaxBytes = 1024 * 1024;

    /// <summary>The most that <see cref="MaxRecords"/> may be.</summary>
    public const int GreatestMaxRecords = 4096;

    private const int HandshakeHeaderLength = 4;
    private const int RecordHeaderLength = 5;

    /// <summary>Makes limits; throws where a value is outside its range.</summary>
    /// <param name="maxBytes">See <see cref="MaxBytes"/>.</param>
    /// <param name="maxRecords">See <see cref="MaxRecords"/>.</param>
    public ClientHelloLimits(int maxBytes, int maxRecords)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, LeastMaxBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, GreatestMaxBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRecords, GreatestMaxRecords);
        MaxBytes = maxBytes;
        MaxRecords = maxRecords;
    }

    /// <summary>64 KiB in 64 records: room for post-quantum key shares and the largest session tickets.</summary>
    public static ClientHelloLimits Default { get; } = new(65536, 64);

    /// <summary>Greatest length in bytes that the handshake header may declare (the hello without its 4-byte header).</summary>
    public int MaxBytes { get; }

    /// <summary>Greatest number of TLS records that the hello may be cut into.</summary>
    public int MaxRecords { get; }

    /// <summary>
    /// The most bytes the reader needs to see before it decides: a caller whose buffer holds this many never has to ask for more.
    /// </summary>
    public int MaxReceivedBytes => MaxBytes + HandshakeHeaderLength + (MaxRecords * RecordHeaderLength);
}
