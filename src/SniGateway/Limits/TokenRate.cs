namespace Connectivity.SniGateway.Limits;

/// <summary>How fast a <see cref="TokenBucket"/> fills and how much it holds. Immutable; the default value is "no limit".</summary>
internal readonly struct TokenRate
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Makes a rate.</summary>
    /// <param name="perSecond">Tokens a second; 0 is no limit.</param>
    /// <param name="burst">Tokens a full bucket holds; 0 is one second's worth.</param>
    public TokenRate(int perSecond, int burst)
    {
        if (perSecond <= 0)
            return;
        Interval = Math.Max(1, NanosecondsPerSecond / perSecond);
        Tolerance = ((burst > 0 ? burst : perSecond) - 1) * Interval;
    }

    /// <summary>Nanoseconds between tokens; 0 is no limit.</summary>
    public long Interval { get; }

    /// <summary>Nanoseconds a taker may run ahead of the steady rate: all tokens of a full bucket but one.</summary>
    public long Tolerance { get; }

    /// <summary>Whether there is no limit.</summary>
    public bool IsUnlimited => Interval == 0;
}
