namespace Connectivity.Shared.Hosting;

/// <summary>Whether the agent is ready for traffic.</summary>
/// <param name="checks">The agent's own checks.</param>
internal sealed class AgentStatus(Func<IEnumerable<ReadinessCheck>> checks)
{
    private volatile bool _started;
    private volatile bool _draining;

    /// <summary>Whether the agent has started; it stays so during the drain.</summary>
    public bool IsStarted => _started;

    /// <summary>The agent serves from here on.</summary>
    public void Started() => _started = true;

    /// <summary>The agent is not to get new work from here on.</summary>
    public void Draining() => _draining = true;

    /// <summary>What speaks against traffic, a line each; none when the agent is ready.</summary>
    public IReadOnlyList<string> Problems()
    {
        if (_draining)
            return ["draining"];
        return _started ? [.. checks().Where(static c => !c.IsGood).Select(static c => $"{c.Name}: {c.Problem}")] : ["starting"];
    }
}
