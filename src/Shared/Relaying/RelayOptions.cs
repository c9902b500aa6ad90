namespace Connectivity.Shared.Relaying;

/// <summary>The bounds of a relay.</summary>
public sealed record RelayOptions
{
    /// <summary>How long one direction may be silent after the other has ended. Protects from peers that never close. Default 5 minutes.</summary>
    public TimeSpan HalfCloseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long both directions may be silent; zero is for ever, and the default: kept watches are silent for hours.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>Greatest age of a connection; zero is none, and the default. Up to a tenth is taken off at random, so that ends are spread.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>
    /// How long the last bytes of a leg that was reset may take to reach the other leg before that is reset too. Protects from readers
    /// that stalled. Default 30 seconds.
    /// </summary>
    public TimeSpan ResetFlushTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
