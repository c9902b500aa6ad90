using Connectivity.Landscape.Chaos;
using Connectivity.Landscape.Output;
using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>What dies comes back, and nobody else notices: published programs, real kube-apiservers and real nodes behind firewalls.</summary>
[Collection(NodesTests.Name)]
public sealed class ChaosTests(NodesFixture nodes)
{
    [Fact]
    public async Task No_fault_interrupts_more_than_it_must_and_all_that_it_interrupts_comes_back()
    {
        var said = new List<string>();
        var exitCode = await ChaosCommand.RunAsync(nodes.Landscape, null, new Progress(said.Add), CancellationToken.None);
        Assert.True(exitCode == 0, string.Join('\n', [.. said, nodes.Said]));
        foreach (var fault in Faults.Names)
            Assert.Contains(said, line => line.Contains($"  {fault}: ", StringComparison.Ordinal));
    }
}
