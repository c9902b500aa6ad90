using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Tests.Hosting;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Tls;

namespace Connectivity.Shared.Tests.TlsEndpoints;

/// <summary>An authority, the files of both ends, and connected sockets, for one test.</summary>
internal sealed class TlsFixture : IDisposable
{
    public const string ServerName = "server.example";

    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _owned = [];

    public TestAuthority Authority { get; } = TestAuthority.Create();

    public CertificateWish ServerWish { get; init; } = new() { CommonName = "the server", DnsNames = [ServerName] };

    public CertificateWish ClientWish { get; init; } = new() { CommonName = "the client", Usage = CertificateWish.ClientAuth };

    public string[] ServerAlpn { get; init; } = [];

    public string[] ClientAlpn { get; init; } = [];

    public bool Tls12Allowed { get; init; }

    public TlsFiles Files(TlsRole role) => Files(role, Authority.Issue(role == TlsRole.Server ? ServerWish : ClientWish), Authority.Pem);

    public TlsFiles Files(TlsRole role, IssuedPem issued, string anchors) => new(
        _folder.Write($"{role}.crt", issued.Certificate),
        _folder.Write($"{role}.key", issued.Key),
        _folder.Write($"{role}-ca.crt", anchors));

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Path(string name) => _folder.Path(name);

    public TlsContext Context(TlsRole role, TlsFiles? files = null) =>
        Own(TlsContext.Load(role, files ?? Files(role), role == TlsRole.Server ? ServerAlpn : ClientAlpn, Tls12Allowed));

    public T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    /// <summary>Two connected TCP sockets.</summary>
    public (Socket Client, Socket Server) Sockets(int bufferBytes = 0)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var client = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        if (bufferBytes > 0)
            (client.SendBufferSize, client.ReceiveBufferSize, listener.SendBufferSize, listener.ReceiveBufferSize) = (bufferBytes, bufferBytes, bufferBytes, bufferBytes);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        client.Connect(listener.LocalEndPoint!);
        var server = Own(listener.Accept());
        server.NoDelay = true;
        return (client, server);
    }

    public TlsEnd ClientEnd(Socket socket, TlsContext? context = null, string name = ServerName) =>
        Own(new TlsEnd(context ?? Context(TlsRole.Client), socket, name));

    public TlsEnd ServerEnd(Socket socket, TlsContext? context = null) =>
        Own(new TlsEnd(context ?? Context(TlsRole.Server), socket, null));

    /// <summary>Both ends, before the handshake.</summary>
    public (TlsEnd Client, TlsEnd Server) Ends(TlsFiles? client = null, TlsFiles? server = null, string name = ServerName, int bufferBytes = 0)
    {
        var sockets = Sockets(bufferBytes);
        return (ClientEnd(sockets.Client, Context(TlsRole.Client, client), name), ServerEnd(sockets.Server, Context(TlsRole.Server, server)));
    }

    /// <summary>Both ends, after the handshake.</summary>
    public (TlsEnd Client, TlsEnd Server) Connected(int bufferBytes = 0)
    {
        var (client, server) = Ends(bufferBytes: bufferBytes);
        TlsEnd.Shake(client, server);
        return (client, server);
    }

    public void Dispose()
    {
        _owned.Reverse();
        _owned.ForEach(static d => d.Dispose());
        Authority.Dispose();
        _folder.Dispose();
    }
}
