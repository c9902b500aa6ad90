using Connectivity.Shared.Hosting;
using Xunit;

namespace Connectivity.Shared.Tests.Hosting;

public sealed class AgentProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly AgentSignals _signals = new();
    private readonly AgentProgram _program = new(
        "agent",
        "does things",
        [AgentVerb.Run("run", "serve", static () => new TestAgent()), AgentVerb.Validate("validate", "check the file", static () => new TestAgent())]);

    public void Dispose()
    {
        _signals.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("run --validate")]
    public async Task Says_that_a_valid_file_is_ok(string verb)
    {
        var path = _folder.Write("a.yaml", "name: x\n");

        Assert.Equal((0, $"{path}: ok\n", ""), await RunAsync([.. verb.Split(' '), "--config", path]));
    }

    [Fact]
    public async Task Prints_every_problem_of_an_invalid_file()
    {
        var path = _folder.Write("a.yaml", "naem: x\nadmin: { address: x }\n");
        var expected = $"""
            {path}:1:1: name: is required
            {path}:1:1: naem: unknown key; did you mean name?
            {path}:2:19: admin.address: "x" is not ip:port, or empty for none

            """;

        Assert.Equal((1, expected, ""), await RunAsync("validate", "--config", path));
    }

    [Fact]
    public async Task Says_that_there_is_no_such_file() =>
        Assert.Equal((1, "/none/a.yaml: no such file\n", ""), await RunAsync("validate", "--config", "/none/a.yaml"));

    [Fact]
    public async Task Ends_with_two_and_the_usage_when_it_is_used_wrongly()
    {
        var (code, output, error) = await RunAsync("serve");

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("agent: unknown command 'serve'\nagent: does things\n\nUsage:\n  agent run --config FILE", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prints_its_version() =>
        Assert.Equal((0, $"agent {AgentProgram.Version}\n", ""), await RunAsync("--version"));

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await _program.RunAsync(arguments, new AgentEnvironment { Signals = _signals, Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
