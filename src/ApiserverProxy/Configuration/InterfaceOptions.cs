namespace Connectivity.ApiserverProxy.Configuration;

/// <summary>The interface that has the addresses.</summary>
internal sealed record InterfaceOptions
{
    /// <summary>Longest name: the kernel's 16 bytes with the zero behind it (netdevice(7)).</summary>
    public const int MaxNameLength = 15;

    /// <summary>
    /// Its name. Default apiserver-proxy. An interface of its own: an address on the node's own one, or on lo, is taken for the node's by network
    /// plugins, or left out.
    /// </summary>
    public string Name { get; init; } = "apiserver-proxy";

    /// <summary>Whether it is made and kept here. False: the addresses are there already. Default true.</summary>
    public bool Manage { get; init; } = true;

    /// <summary>Whether the addresses stay when the proxy ends, for its successor. Default false.</summary>
    public bool Keep { get; init; }

    /// <summary>How often to look whether all is in its place, besides when the kernel tells of a change. Default 30 s.</summary>
    public TimeSpan Check { get; init; } = TimeSpan.FromSeconds(30);
}
