using System.Net;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>
/// OpenVPN as it is deployed today: over TCP, AES-256-GCM, server beside the client of the streams. Leaves out the CONNECT proxy before it and the address
/// translation behind it, which cost more.
/// </summary>
internal sealed class OpenVpnPeer(Bench bench, PathOptions path, int mtu) : Peer(bench, path)
{
    private const string Program = "/usr/sbin/openvpn";

    private readonly string _network = $"10.199.{mtu / 100}";

    /// <summary>The interface's MTU by default.</summary>
    public const int DefaultMtu = 1500;

    /// <summary>The MTU that a large one is measured at.</summary>
    public const int LargeMtu = 9000;

    /// <inheritdoc/>
    public override string Name => NameFor(mtu);

    /// <summary>Its name with an MTU.</summary>
    public static string NameFor(int mtu) => $"OpenVPN, MTU {mtu}";

    /// <inheritdoc/>
    public override LoadConnection Connect()
    {
        var socket = Bench.Hosts.Seed.NewSocket();
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Parse($"{_network}.2"), Bench.TargetPort));
            return new SocketConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void StartEnds()
    {
        var (client, server) = (Bench.Files.Client, Bench.Files.Server);
        var listen = new IPEndPoint(NetworkPair.SeedAddress, 2000 + (mtu / 100));
        StartEnd(Bench.Hosts.Seed, Program, Common().Concat([
            "--mode", "server", "--tls-server", "--server", $"{_network}.0", "255.255.255.0", "--topology", "subnet", "--proto", "tcp-server",
            "--local", $"{listen.Address}", "--lport", $"{listen.Port}", "--dh", "none", "--keepalive", "10", "60",
            "--cert", server.CertFile, "--key", server.KeyFile, "--ca", server.CaFile]));
        var dialled = Lay(Bench.Hosts.Shoot, listen);
        StartEnd(Bench.Hosts.Shoot, Program, Common().Concat([
            "--client", "--proto", "tcp-client", "--nobind", "--remote", $"{dialled.Address}", $"{dialled.Port}", "--connect-retry", "1", "5",
            "--remote-cert-eku", "TLS Web Server Authentication", "--cert", client.CertFile, "--key", client.KeyFile, "--ca", client.CaFile]));
    }

    private IEnumerable<string> Common() =>
    [
        "--dev", $"vpn{mtu}", "--dev-type", "tun", "--tun-mtu", $"{mtu}", "--data-ciphers", "AES-256-GCM", "--auth", "SHA256", "--tcp-nodelay",
        "--txqueuelen", "1000", "--persist-tun", "--verb", "3",
        // A large MTU is of no use to TCP while OpenVPN makes its segments small.
        .. mtu > DefaultMtu ? (IEnumerable<string>)["--mssfix", "0"] : [],
    ];
}
