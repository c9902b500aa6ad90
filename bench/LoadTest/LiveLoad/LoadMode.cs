namespace Connectivity.LoadTest.LiveLoad;

/// <summary>What a running gateway or tunnel is loaded with.</summary>
internal enum LoadMode
{
    /// <summary>Gateway: connect, shake hands, close.</summary>
    Handshakes,

    /// <summary>Gateway: connect, shake hands, one request, close; as kubectl does.</summary>
    Connections,

    /// <summary>Gateway: requests on connections that stay.</summary>
    Requests,

    /// <summary>Gateway: connections that are opened and wait; each has to answer a request at the end.</summary>
    Idle,

    /// <summary>Gateway: four requests on connections that stay for each connection of its own.</summary>
    Mix,

    /// <summary>Tunnel: CONNECT, wait for the answer, close.</summary>
    Dial,

    /// <summary>Tunnel: small messages that come back, on streams that stay.</summary>
    Echo,

    /// <summary>Tunnel: as many bytes as there can be.</summary>
    Bulk,
}
