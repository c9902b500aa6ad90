using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;

namespace Connectivity.TestKit.Dialing;

/// <summary>A resolver whose answers the test gives, one by one.</summary>
public sealed class LookUps
{
    private readonly Channel<(string Host, TaskCompletionSource<IPAddress[]> Answer)> _asked =
        Channel.CreateUnbounded<(string, TaskCompletionSource<IPAddress[]>)>();

    private readonly ConcurrentDictionary<string, TaskCompletionSource<IPAddress[]>> _early = new();
    private int _count;

    /// <summary>How often it was asked.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Asks.</summary>
    public Task<IPAddress[]> Ask(string host, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _count);
        var answer = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Writer.TryWrite((host, answer));
        return answer.Task;
    }

    /// <summary>The next question for a host, as soon as it is asked.</summary>
    public async Task<TaskCompletionSource<IPAddress[]>> NextAsync(string host)
    {
        while (true)
        {
            if (_early.TryRemove(host, out var early))
                return early;
            var (asked, answer) = await _asked.Reader.ReadAsync();
            if (asked == host)
                return answer;
            _early[asked] = answer;
        }
    }
}
