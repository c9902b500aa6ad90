using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>However a landscape ends, it leaves nothing behind.</summary>
public sealed class LandscapeLifetimeTests : IDisposable
{
    private readonly LandscapeProgram _landscape = new();

    public void Dispose() => _landscape.Dispose();

    [Fact]
    public async Task Down_from_another_shell_ends_every_process_and_removes_every_file()
    {
        using var up = await _landscape.UpAsync();
        var processes = _landscape.Processes();
        var traces = _landscape.Traces();

        var (exitCode, output) = await _landscape.RunAsync("down");

        Assert.True(exitCode == 0, output);
        await up.WaitForExitAsync();
        Assert.Equal(0, up.ExitCode);
        Assert.DoesNotContain(processes, process => process.IsAlive);
        Assert.NotEmpty(traces);
        Assert.Empty(LandscapeProgram.Remaining(traces));
        Assert.False(Directory.Exists(_landscape.Path));
    }

    [Fact]
    public async Task Killed_it_takes_its_processes_with_it_and_the_next_comes_up_in_its_place()
    {
        using var up = await _landscape.UpAsync();
        var processes = _landscape.Processes();
        var traces = _landscape.Traces();

        up.Kill();
        await LandscapeProgram.WaitForEndAsync(processes);
        var (exitCode, output) = await _landscape.RunAsync("up", "--shoots", "1", "--no-nodes", "--prove-only");

        Assert.True(exitCode == 0, output);
        Assert.NotEmpty(traces);
        Assert.Empty(LandscapeProgram.Remaining(traces));
        Assert.False(Directory.Exists(_landscape.Path));
    }
}
