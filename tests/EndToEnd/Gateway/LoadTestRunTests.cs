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
            var run = await ProgramRun.OfAsync(
                Program, "gateway", "--quick", "--only", "connections", "--published", Path.GetDirectoryName(TestEnvironment.Gateway)!, "--json", file);
            Assert.True(run.ExitCode == 0, run.Text);
            using var results = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var scenario = results.RootElement.GetProperty("scenarios").EnumerateArray().Single();
            string[] peers = ["direct", "sni-gateway", "HAProxy, splice", "HAProxy, copy", "nginx"];
            foreach (var variant in scenario.GetProperty("variants").EnumerateArray())
            {
                var served = variant.GetProperty("figures").EnumerateArray().Where(static f => f.GetProperty("metric").GetString() == "CPU, generators and targets").ToArray();
                Assert.Equal(peers, served.Select(static f => f.GetProperty("peer").GetString()));
                Assert.All(served, static f => Assert.All(f.GetProperty("rounds").EnumerateArray(), static round => Assert.True(round.GetDouble() > 0)));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    // It is built with the solution, beside these tests.
    private static string Program => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "LoadTest", "release", "Connectivity.LoadTest"));
}
