using System.Globalization;
using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>What a connection costs that is open and silent, as most watches are most of the time.</summary>
public sealed class IdleMemoryTests : GatewayScenario
{
    private const int First = 200;
    private const int Measured = 8000;
    private const int LimitPerConnection = 2000;

    [Fact]
    public async Task An_idle_connection_costs_less_than_2000_bytes_and_leaves_nothing_behind()
    {
        var idle = Own(new IdleConnections(Host));
        var gateway = await StartAsync([new HostRoute(Host, idle.Port)]);
        var descriptors = Descriptors(gateway);
        var atStart = Memory(gateway);
        // The first ones pay for what all share: buffers, tables, code that runs for the first time.
        await OpenAsync(idle, gateway, First);
        // Where these have left garbage that is collected later, they would make the others look cheap: then what was before them counts.
        var before = Math.Min(atStart, Memory(gateway));
        await OpenAsync(idle, gateway, First + Measured);
        var perConnection = (Memory(gateway) - before) / Measured;

        Assert.True(perConnection < LimitPerConnection, $"{perConnection} bytes a connection");
        idle.Close();
        await WaitForTotalAsync(gateway, 0);
        await Patience.UntilAsync(
            () => Descriptors(gateway) <= descriptors, () => $"{Descriptors(gateway)} descriptors are open, {descriptors} were at first");
    }

    private static async Task OpenAsync(IdleConnections idle, GatewayProgram gateway, int count)
    {
        await idle.OpenAsync(gateway.Port, count);
        await WaitForTotalAsync(gateway, count);
    }

    private static async Task WaitForTotalAsync(GatewayProgram gateway, int total)
    {
        var connections = "";
        await Patience.UntilAsync(
            async () => (connections = (await gateway.Admin.GetJsonAsync("/connections?limit=0")).ToJsonString())
                == $$"""{"total":{{total}},"unrouted":0,"connections":[]}""",
            () => $"/connections answers {connections}, expected are {total}");
    }

    private static int Descriptors(GatewayProgram gateway) => Directory.GetFiles($"/proc/{gateway.Pid}/fd").Length;

    // The process' share of all pages in bytes (proc_pid_smaps_rollup): "Pss:  1234 kB". Memory of the kernel is not part of it.
    private static long Memory(GatewayProgram gateway)
    {
        var line = File.ReadLines($"/proc/{gateway.Pid}/smaps_rollup")
            .First(static line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line["Pss:".Length..^"kB".Length], CultureInfo.InvariantCulture) * 1024;
    }
}
