using Connectivity.Shared.Hosting;
using Xunit;

namespace Connectivity.Shared.Tests.Hosting;

public sealed class CommandLineTests
{
    private static readonly string[] Verbs = ["run", "validate"];

    [Theory]
    [InlineData("run --config f.yaml", "run", false)]
    [InlineData("run --config=f.yaml", "run", false)]
    [InlineData("validate --config f.yaml", "validate", false)]
    [InlineData("run --validate --config f.yaml", "run", true)]
    [InlineData("run --config f.yaml --validate", "run", true)]
    public void Reads_a_verb_with_its_file(string line, string verb, bool validate) =>
        Assert.Equal(new CommandLine(CommandKind.Verb, verb, "f.yaml", validate), CommandLine.Parse(line.Split(' '), Verbs));

    [Theory]
    [InlineData("--version", CommandKind.Version)]
    [InlineData("--help", CommandKind.Help)]
    [InlineData("-h", CommandKind.Help)]
    [InlineData("run --help", CommandKind.Help)]
    public void Reads_what_needs_no_file(string line, CommandKind kind) =>
        Assert.Equal(new CommandLine(kind), CommandLine.Parse(line.Split(' '), Verbs));

    [Theory]
    [InlineData("", "a command is missing")]
    [InlineData("start --config f", "unknown command 'start'")]
    [InlineData("run", "--config FILE is missing")]
    [InlineData("run --config", "--config needs a file")]
    [InlineData("run --config=", "--config FILE is missing")]
    [InlineData("run --config a --config b", "--config is given twice")]
    [InlineData("run --config a --config=b", "--config is given twice")]
    [InlineData("run --confg a", "unknown argument '--confg'")]
    [InlineData("run f.yaml", "unknown argument 'f.yaml'")]
    [InlineData("--version run", "unknown command '--version'")]
    public void Says_what_is_wrong(string line, string problem) =>
        Assert.Equal(
            new CommandLine(CommandKind.Wrong, Problem: problem),
            CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), Verbs));
}
