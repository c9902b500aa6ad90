namespace Connectivity.Shared.TlsEndpoints;

/// <summary>Which end of a connection a context is for.</summary>
public enum TlsRole
{
    /// <summary>Dials, names the server and verifies its certificate for that name (extended key usage serverAuth).</summary>
    Client,

    /// <summary>Is dialled and requires a certificate of the client (extended key usage clientAuth).</summary>
    Server,
}
