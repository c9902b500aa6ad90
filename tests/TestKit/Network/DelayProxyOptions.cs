namespace Connectivity.TestKit.Network;

/// <summary>What a <see cref="DelayProxy"/> does to the bytes that pass.</summary>
public sealed record DelayProxyOptions
{
    /// <summary>How long every byte is under way, in each direction: half of the round trip.</summary>
    public TimeSpan DelayEachWay { get; init; }

    /// <summary>Most bytes a second of a connection in each direction; 0 for as many as come.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>
    /// A direction stands still for <see cref="StallTime"/> whenever so many bytes of it have passed; 0 for never. That is how a lost segment looks from above
    /// TCP: everything behind it waits.
    /// </summary>
    public long StallEveryBytes { get; init; }

    /// <summary>How long such a stall is: a round trip where the loss is repaired fast, 200 ms and more where it is not.</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bytes of a direction of a connection that may be under way, counted in whole pieces of 128 KiB. What is beyond stays with the sender.</summary>
    public int BufferBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
