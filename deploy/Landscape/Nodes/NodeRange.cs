using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Connectivity.Landscape.Nodes;

/// <summary>
/// The network between the seed and the nodes of one landscape: a /24 of the range for benchmarks (RFC 2544, section 12), which no one
/// routes. It is held against other landscapes of the machine as long as the process lives.
/// </summary>
internal sealed class NodeRange : IDisposable
{
    /// <summary>The most nodes of a landscape: what a /24 has, less its first, its last and the seed's address.</summary>
    public const int MaxNodes = 253;

    private const int Blocks = 512;

    private readonly int _block;
    private readonly Socket _hold;
    private readonly Lock _lock = new();
    private readonly HashSet<int> _taken = [];

    private NodeRange(int block, Socket hold)
    {
        _block = block;
        _hold = hold;
    }

    /// <summary>The whole of it, as a CIDR.</summary>
    public string Cidr => $"{Address(0)}/24";

    /// <summary>The address at which every node finds the seed.</summary>
    public IPAddress Seed => Address(1);

    /// <summary>A name for what the machine has to keep apart by landscape.</summary>
    public string Name => $"landscape-{_block}";

    /// <summary>Takes a range that no interface of the machine and no other landscape uses.</summary>
    /// <exception cref="LandscapeException">There is none.</exception>
    public static NodeRange Take()
    {
        var used = UsedBlocks();
        var first = Random.Shared.Next(Blocks);
        for (var i = 0; i < Blocks; i++)
        {
            var block = (first + i) % Blocks;
            if (!used.Contains(block) && Hold(block) is { } hold)
                return new NodeRange(block, hold);
        }

        throw new LandscapeException("every network of 198.18.0.0/15 is in use");
    }

    /// <summary>Takes the address of one more node.</summary>
    /// <exception cref="LandscapeException">There is none left.</exception>
    public NodeAddress TakeAddress()
    {
        lock (_lock)
        {
            for (var host = 2; host < 2 + MaxNodes; host++)
            {
                if (_taken.Add(host))
                    return new NodeAddress(Address(host), Seed, $"ls{_block}-{host}");
            }
        }

        throw new LandscapeException($"{MaxNodes} nodes are the most that one landscape has");
    }

    /// <summary>Lets an address be given again.</summary>
    public void Return(NodeAddress address)
    {
        lock (_lock)
            _taken.Remove(address.Node.GetAddressBytes()[3]);
    }

    public void Dispose() => _hold.Dispose();

    private static HashSet<int> UsedBlocks() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(link => link.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => address.GetAddressBytes())
            .Where(bytes => bytes[0] == 198 && bytes[1] is 18 or 19)
            .Select(bytes => ((bytes[1] - 18) << 8) | bytes[2]),
    ];

    // An abstract Unix socket (unix(7)) can be bound once in a network namespace, as the addresses it stands for, and ends with the process.
    private static Socket? Hold(int block)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0connectivity-landscape-{block}"));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private IPAddress Address(int host) => new([198, (byte)(18 + (_block >> 8)), (byte)_block, (byte)host]);
}
