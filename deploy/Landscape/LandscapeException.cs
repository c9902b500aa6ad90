namespace Connectivity.Landscape;

/// <summary>What went wrong, in words for the person at the terminal: no stack trace helps them.</summary>
internal sealed class LandscapeException(string message) : Exception(message);
