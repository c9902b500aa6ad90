using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectivity.EndToEnd.Gateway;
using Connectivity.Landscape.Processes;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel.Network;

/// <summary>
/// The network of a shoot: a namespace that a veth pair links to the machine's own, which is the seed. Agents run inside, servers outside; targets are addresses
/// of the seed, which are no loopback for an agent. It belongs to a process that the kernel kills with this one, so nothing of it can be left behind.
/// </summary>
public sealed class ShootNetwork : IAsyncLifetime
{
    private const int PrefixLength = 28;
    private const string Rules = """
        add table inet faults
        add set inet faults ports { type inet_service; }
        add chain inet faults in { type filter hook input priority 0; }
        add chain inet faults out { type filter hook output priority 0; }
        add rule inet faults in tcp sport @ports drop
        add rule inet faults in tcp dport @ports drop
        add rule inet faults out tcp sport @ports drop
        add rule inet faults out tcp dport @ports drop
        """;

    // 198.18.0.0/15 is for tests of networks (RFC 2544, appendix C.2.2) and routed nowhere.
    private readonly uint _network = 0xC612_0000 | ((uint)Random.Shared.Next(1 << 13) << 4);
    private readonly string _link = $"ctn{Convert.ToHexStringLower(BitConverter.GetBytes(Random.Shared.Next()))}";
    private readonly string _directory = Directory.CreateTempSubdirectory("shoot-network-").FullName;
    private ChildProcess? _holder;

    /// <summary>The seed's address: servers and most targets.</summary>
    public IPAddress Seed => Address(1);

    /// <summary>Another address of the seed, for targets.</summary>
    public IPAddress OtherSeed => Address(2);

    /// <summary>The shoot's address: agents.</summary>
    public IPAddress Shoot => Address(9);

    /// <summary>All of these addresses, as a range.</summary>
    public string Range => $"{Address(0)}/{PrefixLength}";

    /// <summary>What goes before a command to run it inside.</summary>
    internal IReadOnlyList<string> Enter => [NetworkTool.Find("nsenter"), $"--net=/proc/{Pid}/ns/net", $"--mount=/proc/{Pid}/ns/mnt", "--"];

    private int Pid => _holder!.Identity.Pid;

    public async Task InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("these tests make network namespaces: they need root");
        _holder = await ChildProcess.StartAsync(
            "shoot-network", Path.Combine(_directory, "log"), [NetworkTool.Find("unshare"), "--net", "--mount", "--", NetworkTool.Find("sleep"), "infinity"]);
        await Patience.UntilAsync(IsInside, () => $"no namespace: {_holder.LogTail()}");
        await RunAsync("ip", "link", "add", _link, "type", "veth", "peer", "name", "eth0", "netns", Pid.ToString(CultureInfo.InvariantCulture));
        await RunAsync("ip", "address", "add", $"{Seed}/{PrefixLength}", "dev", _link);
        await RunAsync("ip", "address", "add", $"{OtherSeed}/{PrefixLength}", "dev", _link);
        await RunAsync("ip", "link", "set", _link, "up");
        await RunInsideAsync("ip", "address", "add", $"{Shoot}/{PrefixLength}", "dev", "eth0");
        await RunInsideAsync("ip", "link", "set", "eth0", "up");
        await RunInsideAsync("ip", "link", "set", "lo", "up");
        await RunInsideAsync("nft", Rules);
    }

    public async Task DisposeAsync()
    {
        if (_holder is not null)
        {
            // With one end the pair is gone; the namespace goes with its last process.
            await ProgramRun.OfAsync(NetworkTool.Find("ip"), "link", "delete", _link);
            await _holder.StopAsync(TimeSpan.Zero);
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Drops every packet of a TCP port that enters or leaves the shoot. Nobody is told.</summary>
    internal Task DropAsync(int port) => RunInsideAsync("nft", $"add element inet faults ports {{ {port} }}");

    /// <summary>Lets them pass again.</summary>
    internal Task LetPassAsync(int port) => RunInsideAsync("nft", $"delete element inet faults ports {{ {port} }}");

    /// <summary>Runs a tool inside.</summary>
    internal Task<string> RunInsideAsync(string tool, params string[] arguments) =>
        NetworkTool.RunAsync(["nsenter", .. Enter.Skip(1), NetworkTool.Find(tool), .. arguments]);

    /// <summary>Puts a file in the place of another, for programs inside alone.</summary>
    internal async Task ReplaceFileAsync(string path, string text)
    {
        var file = Path.Combine(_directory, Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(file, text);
        await RunInsideAsync("mount", "--bind", file, path);
    }

    /// <summary>Listens inside, on every address and any port.</summary>
    internal Task<Socket> ListenInsideAsync() => NamespaceSocket.ListenAsync(Pid);

    /// <summary>Makes the socket of a client inside.</summary>
    internal Task<Socket> OpenInsideAsync(AddressFamily family) => NamespaceSocket.OpenAsync(Pid, family);

    private static Task<string> RunAsync(params string[] command) => NetworkTool.RunAsync(command);

    private bool IsInside()
    {
        var holder = _holder!;
        if (holder.Exited.IsCompleted)
            throw new InvalidOperationException($"no namespace: {holder.LogTail()}");
        // The name changes last: before, it is still one of those that make the namespace.
        return File.ReadAllText($"/proc/{Pid}/comm") == "sleep\n";
    }

    private IPAddress Address(uint host) => new(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)(_network | host))));
}
