using System.Net;
using System.Net.Sockets;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>
/// Two nginx that relay each connection over a TLS 1.3 connection of its own, with certificates on both sides: no streams, no tunnel, no resumption. What is left
/// when one takes everything away from a tunnel but the encryption.
/// </summary>
internal sealed class TlsRelayPeer(Bench bench, PathOptions path) : Peer(bench, path)
{
    /// <summary>Its name.</summary>
    public const string Title = "TLS relay (nginx)";

    private const string Program = "/usr/sbin/nginx";

    /// <inheritdoc/>
    public override string Name => Title;

    private string UnixPath => Bench.Files.PathOf("relay.sock");

    /// <inheritdoc/>
    public override LoadConnection Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(UnixPath));
        return new SocketConnection(socket);
    }

    /// <inheritdoc/>
    protected override void StartEnds()
    {
        File.Delete(UnixPath);
        var far = new IPEndPoint(NetworkPair.ShootAddress, 8443);
        var (client, server) = (Bench.Files.Client, Bench.Files.Server);
        var dialled = Lay(Bench.Hosts.Seed, far);
        StartOne(Bench.Hosts.Seed, "near", $"""
            listen unix:{UnixPath};
            proxy_pass {dialled};
            proxy_ssl on;
            proxy_ssl_protocols TLSv1.3;
            proxy_ssl_certificate {client.CertFile};
            proxy_ssl_certificate_key {client.KeyFile};
            proxy_ssl_trusted_certificate {client.CaFile};
            proxy_ssl_verify on;
            proxy_ssl_name {WorkFolder.ServerName};
            """);
        StartOne(Bench.Hosts.Shoot, "far", $"""
            listen {far} ssl;
            proxy_pass {Bench.Target};
            ssl_protocols TLSv1.3;
            ssl_certificate {server.CertFile};
            ssl_certificate_key {server.KeyFile};
            ssl_client_certificate {server.CaFile};
            ssl_verify_client on;
            """);
    }

    private void StartOne(NetworkNamespace host, string name, string server)
    {
        var file = Bench.Files.Write($"nginx-{name}.conf", $$"""
            load_module /usr/lib/nginx/modules/ngx_stream_module.so;
            user root;
            daemon off;
            worker_processes 1;
            worker_rlimit_nofile 20000;
            pid {{Bench.Files.PathOf($"nginx-{name}.pid")}};
            error_log stderr warn;
            events { worker_connections 19000; }
            stream {
              proxy_buffer_size 64k;
              server {
                {{server}}
              }
            }
            """);
        StartEnd(host, Program, "-e", "stderr", "-c", file);
    }
}
