using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Tls;

namespace Connectivity.Micro;

/// <summary>Bytes through TLS 1.3 between loopback sockets, both ends on this thread.</summary>
public unsafe class TlsBenchmarks
{
    private const string Name = "server.example";

    private readonly byte[] _message = new byte[64];
    private readonly byte[] _bulk = new byte[128 * 1024];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Socket _clientSocket = null!;
    private Socket _serverSocket = null!;
    private TlsConnection _client = null!;
    private TlsConnection _server = null!;

    [GlobalSetup]
    public void Connect()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _clientSocket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _clientSocket.Connect(listener.LocalEndPoint!);
        _serverSocket = listener.Accept();
        using var authority = TestAuthority.Create();
        _client = Open(authority, TlsRole.Client, new CertificateWish { Usage = CertificateWish.ClientAuth }, _clientSocket);
        _server = Open(authority, TlsRole.Server, new CertificateWish { DnsNames = [Name] }, _serverSocket);
        while (_client.Handshake() != TlsStep.Done | _server.Handshake() != TlsStep.Done)
        {
        }
    }

    [GlobalCleanup]
    public void Close()
    {
        _client.Dispose();
        _server.Dispose();
        _clientSocket.Dispose();
        _serverSocket.Dispose();
    }

    [Benchmark]
    public void RoundTrip()
    {
        Cross(_client, _server, _message);
        Cross(_server, _client, _message);
    }

    [Benchmark]
    public void Bulk() => Cross(_client, _server, _bulk);

    private void Cross(TlsConnection from, TlsConnection to, byte[] bytes)
    {
        fixed (byte* source = bytes, destination = _buffer)
        {
            for (int sent = 0, received = 0; received < bytes.Length;)
            {
                if (sent < bytes.Length)
                    sent += Math.Max(0, from.Send(source + sent, bytes.Length - sent));
                else
                    from.Flush();
                received += Math.Max(0, to.Receive(destination, _buffer.Length));
            }
        }
    }

    private static TlsConnection Open(TestAuthority authority, TlsRole role, CertificateWish wish, Socket socket)
    {
        var folder = Directory.CreateTempSubdirectory("connectivity-");
        try
        {
            var issued = authority.Issue(wish);
            var files = new TlsFiles(Path.Combine(folder.FullName, "crt"), Path.Combine(folder.FullName, "key"), Path.Combine(folder.FullName, "ca"));
            File.WriteAllText(files.CertFile, issued.Certificate);
            File.WriteAllText(files.KeyFile, issued.Key);
            File.WriteAllText(files.CaFile, authority.Pem);
            socket.Blocking = false;
            using var context = TlsContext.Load(role, files, [], tls12Allowed: false);
            return new TlsConnection(context, (int)socket.SafeHandle.DangerousGetHandle(), role == TlsRole.Client ? Name : null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
