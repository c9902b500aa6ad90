using System.Text.Json;
using Connectivity.SniGateway.AccessLogging;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Listening;
using Xunit;

namespace Connectivity.SniGateway.Tests.AccessLogging;

/// <summary>Where the access log goes, and what happens when that place moves, shrinks or is full.</summary>
public sealed class AccessLogFileTests
{
    [Fact]
    public async Task A_rotated_file_is_let_go_of_at_the_next_reload()
    {
        await using var relays = await Relays.StartAsync(3);
        var (path, rotated) = (relays.Test.LogPath, relays.Test.LogPath + ".1");
        await Relays.EndAsync(relays.Pairs[0]);
        await relays.Test.LogAsync(1);

        File.Move(path, rotated);
        await Relays.EndAsync(relays.Pairs[1]);
        await Bound.UntilAsync(() => LogLines.Read(rotated).Count == 2);
        await relays.Test.ApplyAsync(relays.Test.Gateway.Routes.Current.Options);
        await Relays.EndAsync(relays.Pairs[2]);
        Assert.Single(await relays.Test.LogAsync(1));
        Assert.Equal(2, LogLines.Read(rotated).Count);
    }

    [Fact]
    public async Task A_file_that_was_cut_goes_on_at_its_new_end()
    {
        await using var relays = await Relays.StartAsync(2);
        await Relays.EndAsync(relays.Pairs[0]);
        await relays.Test.LogAsync(1);
        await File.WriteAllTextAsync(relays.Test.LogPath, "");
        await Relays.EndAsync(relays.Pairs[1]);
        await relays.Test.LogAsync(1);
        Assert.Equal((byte)'{', (await File.ReadAllBytesAsync(relays.Test.LogPath))[0]);
    }

    [Fact]
    public async Task Lines_of_an_earlier_run_stay()
    {
        await using var relays = await Relays.StartAsync(1);
        await File.WriteAllTextAsync(relays.Test.LogPath, "{\"earlier\":true}\n");
        await Relays.EndAsync(relays.Pairs[0]);
        Assert.True((await relays.Test.LogAsync(2))[0].TryGetProperty("earlier", out _));
    }

    [Fact]
    public async Task An_empty_path_turns_the_log_off_and_a_path_on_again()
    {
        await using var relays = await Relays.StartAsync(2);
        var options = relays.Test.Gateway.Routes.Current.Options;
        await relays.Test.Gateway.ApplyAsync(options with { AccessLog = new AccessLogOptions { Path = "" } }, CancellationToken.None);
        Assert.False(relays.Test.Gateway.AccessLog.IsOn);
        await Relays.EndAsync(relays.Pairs[0]);
        await Bound.UntilAsync(() => relays.Test.Gateway.Connections == 1);

        await relays.Test.ApplyAsync(options);
        await Relays.EndAsync(relays.Pairs[1]);
        await Bound.UntilAsync(() => relays.Test.Gateway.Connections == 0);
        Assert.Single(await relays.Test.CloseAsync());
    }

    [Fact]
    public async Task Lines_that_a_full_disk_does_not_take_are_counted_and_told_once()
    {
        var problems = new List<Exception>();
        var full = new AccessLog(TimeProvider.System, problems.Add);
        await using var relays = await Relays.StartAsync(1);
        var record = RecordOf(relays);
        full.Open("/dev/full");
        for (var i = 1; i <= 3; i++)
        {
            full.Write(record, 0);
            await Bound.UntilAsync(() => full.Dropped == i);
        }

        full.Dispose();
        Assert.IsType<IOException>(Assert.Single(problems), exactMatch: false);
    }

    [Fact]
    public async Task What_is_waiting_is_written_before_the_end()
    {
        await using var relays = await Relays.StartAsync(1);
        var path = relays.Test.LogPath + ".other";
        var log = new AccessLog(TimeProvider.System, static e => Assert.Fail(e.Message));
        log.Open(path);
        var record = RecordOf(relays);
        for (var i = 0; i < 500; i++)
            log.Write(record, 0);
        log.Dispose();
        Assert.Equal(500, LogLines.Read(path).Count);
        Assert.All(LogLines.Read(path), static line => Assert.Equal(JsonValueKind.Object, line.ValueKind));
    }

    private static SniGateway.Listening.ConnectionRecord RecordOf(Relays relays) =>
        new(relays.Test.Gateway, relays.Test.Listener, relays.Test.Gateway.Loops.Loops[0], 1, default);
}
