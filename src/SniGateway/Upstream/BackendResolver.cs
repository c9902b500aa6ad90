using System.Net;
using System.Net.Sockets;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Upstream;

/// <summary>Looks a DNS name up. Throws <see cref="SocketException"/> when it cannot.</summary>
internal delegate Task<IPAddress[]> NameLookUp(string host, CancellationToken cancellation);

/// <summary>
/// Keeps the addresses of backends that are named by DNS names current, in the background. A failed look-up, or one without an answer,
/// changes nothing: the last good addresses stay.
/// </summary>
internal sealed partial class BackendResolver(RouteStore store, NameLookUp lookUp, TimeProvider time, ILogger<BackendResolver> logger)
    : IDisposable
{
    /// <summary>Time from one look-up of a name to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Time from a failed look-up to the next.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>Time one look-up may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // Each blocks a thread of the pool while the system's resolver works.
    private const int MaxConcurrent = 16;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _slots = new(MaxConcurrent);

    /// <summary>The system's resolver: both families, /etc/hosts included.</summary>
    public static Task<IPAddress[]> SystemLookUpAsync(string host, CancellationToken cancellation) =>
        Dns.GetHostAddressesAsync(host, AddressFamily.Unspecified, cancellation);

    /// <summary>Resolves names as they fall due, until cancelled; ends when nothing is under way any more.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            // Not awaited: a name without an answer must not hold up the others. It is not begun again while it is under way.
            do
                _ = ResolveDueAsync(cancellation);
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            for (var i = 0; i < MaxConcurrent; i++)
                await _slots.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>To be called after <see cref="RunAsync"/> has ended.</summary>
    public void Dispose() => _slots.Dispose();

    /// <summary>
    /// Resolves all names that are due and waits for the answers. To be called after a reload, too, so that new backends need not wait
    /// for the next tick; it never throws for a name that cannot be resolved.
    /// </summary>
    public Task ResolveDueAsync(CancellationToken cancellation)
    {
        var nowMs = (long)time.GetElapsedTime(0).TotalMilliseconds;
        List<Task> lookUps = [];
        foreach (var route in store.Current.Table.Routes)
        {
            foreach (var member in route.Backends.Members)
            {
                if (member.Backend.Resolution is { } resolution && resolution.NextMs <= nowMs && resolution.TryBegin())
                    lookUps.Add(ResolveAsync(member.Backend, resolution, cancellation));
            }
        }

        return Task.WhenAll(lookUps);
    }

    private async Task ResolveAsync(Backend backend, NameResolution resolution, CancellationToken cancellation)
    {
        var next = RetryInterval;
        try
        {
            await _slots.WaitAsync(cancellation);
            try
            {
                using var deadline = new CancellationTokenSource(Timeout, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
                // The system's resolver may not heed the token: the answer is then not waited for any longer.
                var addresses = await lookUp(backend.Host, either.Token).WaitAsync(either.Token);
                if (TakeOver(backend, resolution, addresses))
                    next = Interval;
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nothing was learnt.
        }
        catch (Exception e)
        {
            // Whatever it was, the last good addresses stay and the name is tried again.
            Failed(backend, resolution, e is OperationCanceledException ? "no answer in time" : e.Message);
        }
        finally
        {
            resolution.NextMs = (long)(time.GetElapsedTime(0) + next).TotalMilliseconds;
            resolution.End();
        }
    }

    private bool TakeOver(Backend backend, NameResolution resolution, IPAddress[] addresses)
    {
        if (addresses.Length == 0)
        {
            Failed(backend, resolution, "the name has no address");
            return false;
        }

        resolution.LastError = null;
        if (backend.Update(addresses))
            LogResolved(backend.Name, backend.Endpoints.Count);
        return true;
    }

    private void Failed(Backend backend, NameResolution resolution, string error)
    {
        // Once for each reason: a name that stays unresolvable must not fill the log.
        if (resolution.LastError != error)
            LogFailed(backend.Name, error, backend.Endpoints.Count);
        resolution.LastError = error;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend {Backend} resolves to {Count} addresses")]
    private partial void LogResolved(string backend, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {Backend} cannot be resolved: {Error}; its {Count} addresses stay")]
    private partial void LogFailed(string backend, string error, int count);
}
