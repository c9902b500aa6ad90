using Connectivity.Landscape.Images;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Nodes;

/// <summary>What the nodes of a landscape have in common.</summary>
internal sealed class NodeSetup : IDisposable
{
    private readonly NodeCgroup _cgroups = new();

    private NodeSetup(LandscapeOptions options, BinaryPath binaries, int perShoot, int gatewayPort, int connectPort)
    {
        Binaries = binaries;
        Directory = options.Directory;
        PerShoot = perShoot;
        IsOpen = options.OpenNodes;
        TunnelBinary = options.OpenNodes ? "" : options.Tunnel;
        ProxyBinary = options.Proxy;
        HasWebhook = options.Webhook.Length > 0;
        GatewayPort = gatewayPort;
        ConnectPort = connectPort;
        Range = NodeRange.Take();
    }

    /// <summary>How many nodes a shoot has.</summary>
    public int PerShoot { get; }

    /// <summary>The addresses of all nodes.</summary>
    public NodeRange Range { get; }

    /// <summary>Whether the seed may connect to nodes, pods and Services as if they were its own, for want of a tunnel.</summary>
    public bool IsOpen { get; }

    /// <summary>The published vpn-tunnel; empty where there is no tunnel.</summary>
    public string TunnelBinary { get; }

    public bool HasTunnel => TunnelBinary.Length > 0;

    /// <summary>The published apiserver-proxy; empty where there is none.</summary>
    public string ProxyBinary { get; }

    public bool HasProxy => ProxyBinary.Length > 0;

    /// <summary>Whether kube-apiserver can reach what is in the shoot.</summary>
    public bool IsReachable => HasTunnel || IsOpen;

    /// <summary>Whether there is an image of the admission webhook.</summary>
    public bool HasWebhook { get; }

    /// <summary>Where nodes find the gateway at the seed's address, for TLS.</summary>
    public int GatewayPort { get; }

    /// <summary>Where nodes find the gateway at the seed's address, for HTTP CONNECT.</summary>
    public int ConnectPort { get; }

    public BinaryPath Binaries { get; }

    /// <summary>The landscape's directory.</summary>
    public string Directory { get; }

    public required KubernetesVersion Version { get; init; }

    /// <summary>The archives of the images that every node has.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>The group that those of all nodes are below.</summary>
    public string Cgroup => Range.Name;

    /// <summary>Makes what nodes need.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="binaries">The programs of Kubernetes.</param>
    /// <param name="images">Where the images' archives go.</param>
    /// <param name="perShoot">How many nodes a shoot has.</param>
    /// <param name="gatewayPorts">Where nodes find the gateway.</param>
    /// <param name="cancellation">Ends the making.</param>
    public static async Task<NodeSetup> CreateAsync(
        LandscapeOptions options,
        BinaryPath binaries,
        string images,
        int perShoot,
        (int Tls, int Connect) gatewayPorts,
        CancellationToken cancellation) =>
        new(options, binaries, perShoot, gatewayPorts.Tls, gatewayPorts.Connect)
        {
            Version = await KubernetesVersion.OfAsync(binaries.Find("kubelet"), cancellation),
            Images = await LandscapeImages.WriteAsync(images, binaries.Find("busybox"), binaries.Find("kubectl"), options.Webhook, cancellation),
        };

    /// <summary>Plans the nodes of a shoot.</summary>
    public IReadOnlyList<NodePlan> Plan(ShootName shoot, ControlPlaneFiles files) =>
    [
        .. Enumerable.Range(1, PerShoot)
            .Select(number => new NodeName(shoot, number))
            .Select(name => new NodePlan(name, Range.TakeAddress(), files.FilesOf(name))),
    ];

    /// <summary>The control group of one node's pods.</summary>
    public string CgroupOf(NodeName node) => $"{Cgroup}/{node}";

    /// <summary>Makes the control group of one node's pods.</summary>
    public void CreateCgroup(NodeName node) => _cgroups.Create(CgroupOf(node));

    /// <summary>Removes the control group of one node's pods, as soon as they have ended.</summary>
    public Task RemoveCgroupAsync(NodeName node) => _cgroups.RemoveAsync(CgroupOf(node));

    /// <summary>Removes the group that those of all nodes were below.</summary>
    public Task RemoveCgroupAsync() => _cgroups.RemoveAsync(Cgroup);

    public void Dispose() => Range.Dispose();
}
