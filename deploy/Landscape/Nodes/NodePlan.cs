namespace Connectivity.Landscape.Nodes;

/// <summary>A node that is going to be: its name, its address and where its files lie.</summary>
internal sealed record NodePlan(NodeName Name, NodeAddress Address, NodeFiles Files);
