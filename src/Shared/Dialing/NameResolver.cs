using System.Net;
using System.Net.Sockets;

namespace Connectivity.Shared.Dialing;

/// <summary>Looks a DNS name up. Throws <see cref="SocketException"/> when it cannot.</summary>
public delegate Task<IPAddress[]> NameLookUp(string host, CancellationToken cancellation);

/// <summary>
/// The system's resolver behind two bounds: a number of names that are looked up at a time, since each holds a thread until the resolver
/// answers, and a time that anybody waits. A name is looked up once at a time however many ask for it, so that one without an answer cannot
/// take all the threads.
/// </summary>
/// <param name="maxLookUps">Most names being looked up.</param>
/// <param name="lookUp">Looks one up.</param>
/// <param name="time">The clock of the bounds.</param>
public sealed class NameResolver(int maxLookUps, NameLookUp lookUp, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<LookUpResult>> _running = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _free = new(maxLookUps);

    /// <summary>The system's resolver: both families, /etc/hosts included.</summary>
    public static Task<IPAddress[]> SystemLookUpAsync(string host, CancellationToken cancellation) =>
        Dns.GetHostAddressesAsync(host, AddressFamily.Unspecified, cancellation);

    /// <summary>To be called when nobody will ask any more.</summary>
    public void Dispose() => _free.Dispose();

    /// <summary>Looks a name up, or joins a look-up that is under way. Never throws.</summary>
    /// <param name="host">A valid host name.</param>
    /// <param name="timeout">How long to wait.</param>
    public async Task<LookUpResult> ResolveAsync(string host, TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
            return LookUpResult.TimedOut;
        try
        {
            return await JoinAsync(host, timeout).WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            return LookUpResult.TimedOut;
        }
    }

    private Task<LookUpResult> JoinAsync(string host, TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(host, out var running))
                return running;
            // It cannot end, and so be taken out, before it is in: that takes the lock too.
            running = Task.Run(() => LookUpAsync(host, timeout));
            _running.Add(host, running);
            return running;
        }
    }

    private async Task<LookUpResult> LookUpAsync(string host, TimeSpan timeout)
    {
        try
        {
            using var deadline = new CancellationTokenSource(timeout, time);
            await _free.WaitAsync(deadline.Token);
            try
            {
                // The answer is waited for even when nobody else does any more: until then the thread is not free.
                return LookUpResult.Of(await lookUp(host, CancellationToken.None));
            }
            finally
            {
                _free.Release();
            }
        }
        catch (OperationCanceledException)
        {
            return LookUpResult.TimedOut;
        }
        catch (SocketException e)
        {
            return LookUpResult.Of(e);
        }
        catch (ArgumentException)
        {
            return LookUpResult.NotFound;
        }
        catch (Exception)
        {
            return LookUpResult.Broken;
        }
        finally
        {
            lock (_lock)
                _running.Remove(host);
        }
    }
}
