namespace Connectivity.Shared.ProxyProtocol;

/// <summary>The two forms of a PROXY header.</summary>
public enum ProxyProtocolVersion : byte
{
    /// <summary>One line of text.</summary>
    V1 = 1,

    /// <summary>Binary, with type-length-value extensions.</summary>
    V2 = 2,
}
