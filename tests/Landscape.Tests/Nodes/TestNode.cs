using System.Net;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Tests.Nodes;

/// <summary>A node on paper.</summary>
internal static class TestNode
{
    public static NodePlan Plan(string directory, int number = 1) => new(
        new NodeName(ShootName.Parse("a"), number),
        new NodeAddress(IPAddress.Parse($"198.18.7.{number + 1}"), IPAddress.Parse("198.18.7.1"), $"ls7-{number + 1}"),
        new NodeFiles(Path.Combine(directory, "nodes", $"a-{number}")));
}
