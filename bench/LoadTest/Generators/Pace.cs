using System.Diagnostics;

namespace Connectivity.LoadTest.Generators;

/// <summary>Times that are fixed before anything happens: what comes late is late by what it was due at, and moves nothing behind it.</summary>
/// <param name="Begin">The timestamp (<see cref="Stopwatch"/>) from which it counts.</param>
/// <param name="PerSecond">Events a second.</param>
internal readonly record struct Pace(long Begin, double PerSecond)
{
    /// <summary>The timestamp at which an event is due, by its number from 0.</summary>
    public long Due(long number) => Begin + (long)((number + 1) * (Stopwatch.Frequency / PerSecond));
}
