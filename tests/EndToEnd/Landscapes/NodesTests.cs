using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>The tests that share one landscape with nodes. They run one after the other: some take its tunnel or its gateway away for a while.</summary>
[CollectionDefinition(Name)]
public sealed class NodesTests : ICollectionFixture<NodesFixture>
{
    public const string Name = "landscape with nodes";
}
