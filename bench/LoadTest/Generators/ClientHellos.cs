using System.Globalization;
using Connectivity.TestKit.Tls;

namespace Connectivity.LoadTest.Generators;

/// <summary>The hellos of a generator's clients: what a Go client of today sends, with a post-quantum key share, about 1.6 kB.</summary>
internal static class ClientHellos
{
    /// <summary>Builds one.</summary>
    public static byte[] For(string serverName) => ClientHelloBuilder.For(serverName).PostQuantumKeyShare().Alpn("h2", "http/1.1").Build();

    /// <summary>The server name of a tenant.</summary>
    public static string ServerName(int tenant) => string.Create(CultureInfo.InvariantCulture, $"api.t{tenant}.example.org");
}
