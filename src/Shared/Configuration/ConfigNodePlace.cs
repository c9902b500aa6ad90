namespace Connectivity.Shared.Configuration;

/// <summary>Where a node is: in the tree (parent and key, or parent and index) and in the text (of its key and of itself).</summary>
internal readonly record struct ConfigNodePlace(
    ConfigNode? Parent, string? Key, int Index, int KeyLine, int KeyColumn, int Line, int Column);
