using Connectivity.Landscape.Commands;
using Xunit;

namespace Connectivity.Landscape.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public void Two_shoots_stay_up_unless_told_otherwise()
    {
        var options = CommandLine.Parse(["up"]).Options;
        Assert.Equal((2, null, false, false), (options.Shoots, options.Port, options.ProveOnly, options.Keep));
        Assert.EndsWith("connectivity/landscape", options.Directory, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_every_option()
    {
        var line = CommandLine.Parse("up --shoots 3 --port 7443 --prove-only --keep --dir /x --binaries /b --gateway /g".Split(' '));
        Assert.Equal(new LandscapeOptions("/x", "/b", "/g", 3, 7443, ProveOnly: true, Keep: true), line.Options);
    }

    [Theory]
    [InlineData("up", null)]
    [InlineData("up --nodes 2", 2)]
    [InlineData("up --no-nodes", 0)]
    public void Reads_how_many_nodes_a_shoot_has(string line, int? nodes) => Assert.Equal(nodes, CommandLine.Parse(line.Split(' ')).Options.Nodes);

    [Theory]
    [InlineData("status", null)]
    [InlineData("status --watch", true)]
    [InlineData("status --once", false)]
    public void Status_goes_on_or_ends_as_it_is_told(string line, bool? watch) => Assert.Equal(watch, CommandLine.Parse(line.Split(' ')).Options.Watch);

    [Fact]
    public void The_name_of_a_shoot_stands_on_either_side_of_the_options()
    {
        Assert.Equal("x", CommandLine.Parse(["add-shoot", "x", "--dir", "/d"]).Shoot);
        Assert.Equal("x", CommandLine.Parse(["remove-shoot", "--dir", "/d", "x"]).Shoot);
        Assert.Equal("x", CommandLine.Parse(["trace", "x"]).Shoot);
        Assert.Null(CommandLine.Parse(["add-shoot"]).Shoot);
    }

    [Fact]
    public void Chaos_takes_a_fault_or_means_all_of_them()
    {
        Assert.Equal("uplink", CommandLine.Parse(["chaos", "uplink"]).Shoot);
        Assert.Null(CommandLine.Parse(["chaos"]).Shoot);
    }

    [Theory]
    [InlineData("")]
    [InlineData("up --shoots")]
    [InlineData("up --shoots 0")]
    [InlineData("up --shoots 51")]
    [InlineData("up --shoots two")]
    [InlineData("up --port 65536")]
    [InlineData("up --nodes 0")]
    [InlineData("up --nodes 6")]
    [InlineData("up --wrong")]
    [InlineData("up x")]
    [InlineData("add-shoot x y")]
    public void Refuses_what_it_does_not_know(string line) =>
        Assert.Throws<FormatException>(() => CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
