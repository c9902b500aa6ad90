using System.Text.RegularExpressions;
using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>What the program does with its arguments, and what it says about files with mistakes.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Mistaken = """
        listeners:
          - name: tls
            address: 127.0.0.1
            kind: Snii
        routes:
          - name: a
            hosts: ["*.*.example.org"]
            backends: [{ address: 127.0.0.1:1 }]
        limits:
          helloTimeout: 5
          helloMaxByte: 512
        """;

    private static readonly string[] Mistakes =
    [
        "3:14: listeners[0].address: ",
        "4:11: listeners[0].kind: ",
        "7:13: routes[0].hosts[0]: ",
        "10:17: limits.helloTimeout: ",
        "11:3: limits.helloMaxByte: ",
    ];

    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Validate_accepts_a_good_file()
    {
        var file = Write(GatewayFile.Text("-", [new HostRoute("api.a.example.org", 443)], "drain: { timeout: 1m }"));

        var run = await RunAsync("validate", "--config", file);

        Assert.True(run is { ExitCode: 0, Error: "" }, run.Text);
        Assert.Equal($"{file}: ok\n", run.Output);
    }

    [Fact]
    public async Task Validate_names_every_mistake_with_its_place_and_key_path()
    {
        var file = Write(Mistaken);

        var run = await RunAsync("validate", "--config", file);

        Assert.True(run is { ExitCode: 1, Error: "" }, run.Text);
        AssertNamesEachMistake(file, run.Output);
    }

    [Fact]
    public async Task Run_refuses_a_file_with_mistakes_in_the_same_words()
    {
        var file = Write(Mistaken);

        var validated = await RunAsync("validate", "--config", file);
        var run = await RunAsync("run", "--config", file);

        Assert.True(run is { ExitCode: 1, Output: "" }, run.Text);
        AssertNamesEachMistake(file, run.Error);
        Assert.Equal(validated.Output, run.Error);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    public async Task A_missing_file_is_a_mistake_like_others(string verb)
    {
        var file = Path.Combine(_directory, "nowhere.yaml");

        var run = await RunAsync(verb, "--config", file);

        Assert.True(run.ExitCode == 1, run.Text);
        Assert.Equal($"{file}: no such file\n", run.Output + run.Error);
    }

    [Theory]
    [InlineData("unknown argument '--confg'", "run", "--confg", "gateway.yaml")]
    [InlineData("unknown command 'start'", "start", "--config", "gateway.yaml")]
    [InlineData("--config FILE is missing", "run")]
    [InlineData("a command is missing")]
    public async Task Wrong_usage_is_explained_with_exit_code_2(string problem, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.True(run is { ExitCode: 2, Output: "" }, run.Text);
        Assert.StartsWith($"sni-gateway: {problem}\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("sni-gateway run --config FILE", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_its_version()
    {
        var run = await RunAsync("--version");

        Assert.True(run is { ExitCode: 0, Error: "" }, run.Text);
        Assert.Matches(new Regex(@"\Asni-gateway \d+\.\d+\.\d+\S*\n\z"), run.Output);
    }

    [Fact]
    public async Task An_address_in_use_ends_the_start_with_a_log_line_that_names_it()
    {
        using var backend = new EchoBackend("taken");
        var file = Write($"listeners: [{{ name: tls, address: '127.0.0.1:{backend.Port}' }}]\nadmin: {{ address: '127.0.0.1:0' }}\n");

        var run = await RunAsync("run", "--config", file);

        Assert.True(run.ExitCode == 1, run.Text);
        Assert.Contains($"Listener tls: cannot listen on 127.0.0.1:{backend.Port}", run.Error, StringComparison.Ordinal);
    }

    private static void AssertNamesEachMistake(string file, string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Mistakes.Length, lines.Length);
        Assert.All(Mistakes.Zip(lines), pair => Assert.StartsWith($"{file}:{pair.First}", pair.Second, StringComparison.Ordinal));
    }

    private static Task<ProgramRun> RunAsync(params string[] arguments) => ProgramRun.OfAsync(TestEnvironment.Gateway, arguments);

    private string Write(string text)
    {
        var path = Path.Combine(_directory, "gateway.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
