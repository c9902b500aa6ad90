namespace Connectivity.Shared.Hosting;

/// <summary>An agent cannot start, for a reason that the user can mend: an address in use, a certificate that cannot be read.</summary>
/// <param name="message">The key path and what is wrong.</param>
/// <param name="cause">What the system said, if anything.</param>
public sealed class AgentStartException(string message, Exception? cause = null) : Exception(message, cause);
