namespace Connectivity.Shared.ProxyProtocol;

/// <summary>One of several PROXY headers in a row.</summary>
public enum StackedHeader : byte
{
    /// <summary>The first on the wire, written by the nearest proxy.</summary>
    Outermost,

    /// <summary>The last on the wire, written by the proxy nearest to the client.</summary>
    Innermost,
}
