using Connectivity.Landscape.Nodes;
using Xunit;

namespace Connectivity.Landscape.Tests.Nodes;

public sealed class NodeRequirementsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Nodes_take_root() => Assert.Contains("root", NodeRequirements.Missing(isRoot: false, "/usr/sbin:/usr/bin"), StringComparison.Ordinal);

    [Fact]
    public void Names_every_program_that_is_missing()
    {
        foreach (var program in (string[])["ip", "nsenter", "unshare"])
            File.WriteAllText(_directory[program], "");
        var reason = NodeRequirements.Missing(isRoot: true, $"/nowhere:{_directory.Path}");
        Assert.Contains("lacks nft, iptables (", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_missing_where_everything_is_there()
    {
        foreach (var program in (string[])["ip", "nft", "iptables", "nsenter", "unshare"])
            File.WriteAllText(_directory[program], "");
        Assert.Null(NodeRequirements.Missing(isRoot: true, _directory.Path));
    }
}
