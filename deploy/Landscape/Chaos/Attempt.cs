namespace Connectivity.Landscape.Chaos;

/// <summary>One try of a path.</summary>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it had its answer, or none.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
internal sealed record Attempt(DateTimeOffset Started, DateTimeOffset Ended, string? Failure);
