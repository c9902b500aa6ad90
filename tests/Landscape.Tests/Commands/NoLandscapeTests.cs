using Connectivity.Landscape.Commands;
using Xunit;

namespace Connectivity.Landscape.Tests.Commands;

/// <summary>What commands say where no landscape is up.</summary>
public sealed class NoLandscapeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _said = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Status_says_so_and_does_not_go_on_watching()
    {
        Assert.Equal(3, await StatusCommand.RunAsync(Options(), _said.Add, CancellationToken.None));
        Assert.Equal([$"no landscape in {_directory.Path}"], _said);
        Assert.Equal(3, await StatusCommand.WatchAsync(Options(), _said.Add, CancellationToken.None));
    }

    [Fact]
    public async Task Trace_fails_and_needs_a_name()
    {
        var error = await Assert.ThrowsAsync<LandscapeException>(() => TraceCommand.RunAsync(Options(), "a", _said.Add, CancellationToken.None));
        Assert.Equal($"no landscape is up in {_directory.Path}", error.Message);
        await Assert.ThrowsAsync<FormatException>(() => TraceCommand.RunAsync(Options(), null, _said.Add, CancellationToken.None));
    }

    private LandscapeOptions Options() => new(_directory.Path);
}
