using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Connectivity.LoadTest.Tests.LiveLoad;

/// <summary>A gateway as a process of its own, with routes from names to one backend.</summary>
internal sealed partial class RunningGateway : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private RunningGateway(Process process, DirectoryInfo folder, string address) => (_process, _folder, Address) = (process, folder, address);

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Starts one, and waits until it listens.</summary>
    public static async Task<RunningGateway> StartAsync(string backend, params IEnumerable<string> names)
    {
        var folder = Directory.CreateTempSubdirectory("loadtest-gateway-");
        var file = Path.Combine(folder.FullName, "gateway.yaml");
        await File.WriteAllTextAsync(file, $$"""
            listeners: [{ name: tls, address: "127.0.0.1:0" }]
            routes:
            {{string.Join('\n', names.Select(n => $"  - {{ name: {n}, hosts: [{n}], backends: [{{ address: \"{backend}\" }}] }}"))}}
            admin: { address: 127.0.0.1:0 }
            accessLog: { path: "" }
            """);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "sni-gateway"), ["run", "--config", file])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var said = "";
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said += line + "\n";
            if (Listening().Match(line) is not { Success: true } match)
                continue;
            _ = process.StandardError.ReadToEndAsync();
            return new RunningGateway(process, folder, match.Groups["address"].Value);
        }

        throw new InvalidOperationException($"The gateway does not start:\n{said}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex("accepts on (?<address>[0-9.]+:[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
