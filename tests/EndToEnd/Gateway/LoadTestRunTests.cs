using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Connectivity.EndToEnd.Gateway;

public sealed class LoadTestRunTests
{
    [Fact]
    public async Task The_load_test_measures_the_gateway_beside_its_peers()
    {
        var file = Path.GetTempFileName();
        try
        {
            await RunAsync("gateway", "--quick", "--only", "connections", "--published", Path.GetDirectoryName(TestEnvironment.Gateway)!, "--json", file);
            using var results = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var scenario = results.RootElement.GetProperty("scenarios").EnumerateArray().Single();
            string[] peers = ["direct", "sni-gateway", "HAProxy, splice", "HAProxy, copy", "nginx"];
            foreach (var variant in scenario.GetProperty("variants").EnumerateArray())
            {
                var served = variant.GetProperty("figures").EnumerateArray().Where(static f => f.GetProperty("metric").GetString() == "connections").ToArray();
                Assert.Equal(peers, served.Select(static f => f.GetProperty("peer").GetString()));
                Assert.All(served, static f => Assert.All(f.GetProperty("rounds").EnumerateArray(), static round => Assert.True(round.GetDouble() > 0)));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task RunAsync(params string[] arguments)
    {
        // It is built with the solution, beside these tests.
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "LoadTest", "release", "Connectivity.LoadTest"));
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = process.StandardError.ReadToEndAsync();
        _ = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await said);
    }
}
