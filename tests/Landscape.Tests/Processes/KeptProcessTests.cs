using Connectivity.Landscape.Output;
using Connectivity.Landscape.Processes;
using Xunit;

namespace Connectivity.Landscape.Tests.Processes;

public sealed class KeptProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SemaphoreSlim _changes = new(0);
    private readonly Supervisor _supervisor;

    public KeptProcessTests() => _supervisor = new Supervisor(new Progress(_ => { }), () => _changes.Release());

    public void Dispose()
    {
        _changes.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_has_been_ready_is_started_again_when_it_crashes()
    {
        var process = await StartAsync();
        process.SetReady();
        var first = Running;

        process.Crash();
        await ChangesAsync(2); // its end, and the start of the next

        Assert.NotEqual(first, Running);
        Assert.True(Running.IsAlive);
        await process.StopAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_has_never_been_ready_is_not()
    {
        var process = await StartAsync();
        process.Crash();
        await ChangesAsync(1);
        await process.StopAsync(TimeSpan.Zero);

        Assert.True(process.HasEnded);
        Assert.Empty(_supervisor.Running);
    }

    [Fact]
    public async Task What_was_stopped_stays_away_until_it_is_started()
    {
        var process = await StartAsync();
        process.SetReady();
        await process.KillAsync();
        await ChangesAsync(1);
        Assert.True(process.HasEnded);
        Assert.Empty(_supervisor.Running);

        await process.StartAsync();
        Assert.True(Running.IsAlive);
        await process.StopAsync(TimeSpan.Zero);
    }

    private ProcessIdentity Running => Assert.Single(_supervisor.Running).Identity;

    private async Task<KeptProcess> StartAsync()
    {
        var process = new KeptProcess(_supervisor, "kept", _directory["log"], ["sleep", "1000"]);
        await process.StartAsync();
        await ChangesAsync(1);
        return process;
    }

    private async Task ChangesAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await _changes.WaitAsync();
    }
}
