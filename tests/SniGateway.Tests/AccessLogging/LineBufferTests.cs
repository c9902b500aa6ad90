using System.Text;
using Connectivity.SniGateway.AccessLogging;
using Xunit;

namespace Connectivity.SniGateway.Tests.AccessLogging;

public sealed class LineBufferTests
{
    private static readonly byte[] Line = [.. Enumerable.Repeat((byte)'x', 1023), (byte)'\n'];

    [Fact]
    public void Lines_come_out_in_order()
    {
        var buffer = new LineBuffer();
        buffer.Add("one\n"u8);
        buffer.Add("two\n"u8);
        Assert.Equal("one\ntwo\n", Encoding.ASCII.GetString(buffer.Take()!.Value.Span));
        buffer.Add("three\n"u8);
        Assert.Equal("three\n", Encoding.ASCII.GetString(buffer.Take()!.Value.Span));
    }

    [Fact]
    public void What_finds_no_room_is_dropped_and_counted()
    {
        var buffer = new LineBuffer();
        for (var i = 0; i < 1030; i++)
            buffer.Add(Line);
        Assert.Equal(6, buffer.Dropped);
        Assert.Equal(1024 * 1024, buffer.Take()!.Value.Length);

        // There is room again.
        buffer.Add(Line);
        Assert.Equal(6, buffer.Dropped);
        Assert.Equal(Line, buffer.Take()!.Value);
    }

    [Fact]
    public async Task Lines_dropped_on_both_sides_are_all_counted()
    {
        const int Times = 100_000;
        var buffer = new LineBuffer();
        while (buffer.Dropped == 0)
            buffer.Add(Line);
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < Times; i++)
                buffer.Add(Line);
        });
        for (var i = 0; i < Times; i++)
            buffer.CountDropped(1);
        await writing;
        Assert.Equal((2 * Times) + 1, buffer.Dropped);
    }

    [Fact]
    public async Task The_reader_waits_for_a_line()
    {
        var buffer = new LineBuffer();
        var reading = Task.Factory.StartNew(
            () => Encoding.ASCII.GetString(buffer.Take()!.Value.Span),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        buffer.Add("late\n"u8);
        Assert.Equal("late\n", await reading);
    }

    [Fact]
    public void After_the_end_what_is_left_comes_out_and_then_nothing()
    {
        var buffer = new LineBuffer();
        buffer.Add("last\n"u8);
        buffer.Complete();
        Assert.NotNull(buffer.Take());
        Assert.Null(buffer.Take());
    }
}
