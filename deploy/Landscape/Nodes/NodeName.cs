using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Nodes;

/// <summary>A node of a shoot, by its number there.</summary>
/// <param name="Shoot">Whose node it is.</param>
/// <param name="Number">From 1 on.</param>
internal sealed record NodeName(ShootName Shoot, int Number)
{
    /// <summary>The name of its Node object.</summary>
    public string Value => $"{Shoot}-{Number}";

    /// <summary>Where its pods get their addresses from. The nodes of other shoots use the same: they never meet.</summary>
    public string PodRange => $"10.244.{Number}.0/24";

    public override string ToString() => Value;
}
