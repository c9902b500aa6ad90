namespace Connectivity.Shared.Hosting;

/// <summary>What was read from a configuration file.</summary>
/// <param name="Text">The text; empty when it could not be read.</param>
/// <param name="Problem">Why it could not be read; null when it could.</param>
public sealed record ConfigContent(string Text, string? Problem);
