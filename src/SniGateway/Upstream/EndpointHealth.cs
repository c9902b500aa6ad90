namespace Connectivity.SniGateway.Upstream;

/// <summary>
/// What the active check has found out about one endpoint. Written by the checker only, one check at a time; read by every loop.
/// </summary>
internal sealed class EndpointHealth
{
    private volatile bool _isHealthy = true;
    private volatile string? _lastError;
    private int _successes;
    private int _failures;
    private int _checking;

    /// <summary>Whether the endpoint serves. True until the check has said otherwise often enough.</summary>
    public bool IsHealthy => _isHealthy;

    /// <summary>Why the last check failed; null when it succeeded or there was none.</summary>
    public string? LastError => _lastError;

    /// <summary>Monotonic milliseconds at which the next check is due; null before the first was planned.</summary>
    public long? NextCheckMs { get; set; }

    /// <summary>Claims the endpoint for one check; false while another is under way.</summary>
    public bool TryBeginCheck() => Interlocked.Exchange(ref _checking, 1) == 0;

    /// <summary>Ends the check begun by <see cref="TryBeginCheck"/>, whatever came of it.</summary>
    public void EndCheck() => Volatile.Write(ref _checking, 0);

    /// <summary>Takes note of a check's result.</summary>
    /// <param name="error">Why it failed; null when it succeeded.</param>
    /// <param name="healthyThreshold">Successes in a row that bring the endpoint back.</param>
    /// <param name="unhealthyThreshold">Failures in a row that take it out.</param>
    /// <returns>Whether <see cref="IsHealthy"/> changed.</returns>
    public bool Report(string? error, int healthyThreshold, int unhealthyThreshold)
    {
        _lastError = error;
        (_successes, _failures) = error is null ? (Next(_successes), 0) : (0, Next(_failures));
        var healthy = _isHealthy ? _failures < unhealthyThreshold : _successes >= healthyThreshold;
        var changed = healthy != _isHealthy;
        _isHealthy = healthy;
        return changed;
    }

    private static int Next(int count) => count == int.MaxValue ? count : count + 1;
}
