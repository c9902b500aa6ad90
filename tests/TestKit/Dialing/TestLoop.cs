using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Network;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connectivity.TestKit.Dialing;

/// <summary>A loop with a clock that is moved by hand.</summary>
public sealed class TestLoop : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoopGroup _group;

    public TestLoop() => _group = new EventLoopGroup(1, 0, _time, NullLogger.Instance);

    public EventLoop Loop => _group.Loops[0];

    public TimeProvider Time => _time;

    public void Dispose() => _group.Dispose();

    /// <summary>Moves the clock and lets the loop see it.</summary>
    public Task AdvanceAsync(int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return LoopTurns.WholeTurnAsync(Loop);
    }

    /// <summary>Runs something on the loop's thread.</summary>
    public Task RunAsync(Action action) => _group.TellAllAsync(_ => action(), CancellationToken.None);

    /// <summary>Asks something on the loop's thread.</summary>
    public async Task<T> AskAsync<T>(Func<T> question) => (await _group.AskAllAsync(_ => question(), CancellationToken.None))[0];
}
