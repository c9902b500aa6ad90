using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

/// <summary>Tests that move many bytes or fill the kernel's buffers: one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class RelayCollection
{
    public const string Name = "Relay";

    /// <summary>Pipes a loop may have where a test is run both with splicing and without.</summary>
    public static int Pipes(bool splice) => splice ? 16 : 0;
}
