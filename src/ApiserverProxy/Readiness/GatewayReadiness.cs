using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.Tls;
using Microsoft.Extensions.Logging;

namespace Connectivity.ApiserverProxy.Readiness;

/// <summary>
/// Tries again and again whether kube-apiserver answers through the gateway. An answer is good for a while only: should the tries themselves stop,
/// the proxy is not ready.
/// </summary>
internal sealed class GatewayReadiness(Forwarder forwarder, TimeProvider time, ILogger log)
{
    private volatile Result _result = new("not tried yet", 0, 0);
    private long _tries;

    /// <summary>Why the proxy is not ready; null when it is.</summary>
    public string? Problem => _result is { Problem: null } good && NowMs > good.GoodUntilMs ? "the last try is too long ago" : _result.Problem;

    /// <summary>Tries that have ended.</summary>
    public long Tries => Interlocked.Read(ref _tries);

    /// <summary>Milliseconds that the last try took.</summary>
    public long LastMs => _result.TookMs;

    private long NowMs => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Tries until it is cancelled.</summary>
    public async Task RunAsync(Func<ProxyOptions> options, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                var current = options();
                await TryAsync(current, ending);
                await Task.Delay(current.Readiness.Interval, time, ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The proxy ends.
        }
    }

    /// <summary>Tries once.</summary>
    public async Task TryAsync(ProxyOptions options, CancellationToken ending)
    {
        var start = NowMs;
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listen = forwarder.Listeners[0].Socket.LocalEndpoint;
        var name = Normalized(options.Readiness.ServerName);
        forwarder.Loops.Loops[0].TryPost(
            loop => new GatewayProbe(forwarder, loop, listen, name, options.Readiness.Timeout, answer.SetResult).Start());
        var problem = await answer.Task.WaitAsync(ending);
        var goodForMs = 2 * (long)(options.Readiness.Interval + options.Readiness.Timeout).TotalMilliseconds;
        Tell(problem);
        _result = new Result(problem, NowMs - start, NowMs + goodForMs);
        Interlocked.Increment(ref _tries);
    }

    private void Tell(string? problem)
    {
        if (problem == _result.Problem)
            return;
        if (problem is null)
            ProxyLog.Ready(log);
        else
            ProxyLog.NotReady(log, problem);
    }

    private static string Normalized(string serverName)
    {
        Span<char> name = stackalloc char[ServerNames.MaxLength];
        return ServerNames.TryNormalize(serverName, name, out var length, out _) ? name[..length].ToString() : serverName;
    }

    private sealed record Result(string? Problem, long TookMs, long GoodUntilMs);
}
