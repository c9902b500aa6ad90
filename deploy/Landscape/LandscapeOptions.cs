namespace Connectivity.Landscape;

/// <summary>What <c>landscape up</c> was asked for.</summary>
/// <param name="Directory">Where everything of the landscape is kept.</param>
/// <param name="Binaries">Directories with Kubernetes' programs, in the syntax of PATH.</param>
/// <param name="Gateway">The path of the published sni-gateway.</param>
/// <param name="Shoots">How many shoots to start with.</param>
/// <param name="Port">The gateway's port; null takes 6443, 8443 or any that is free.</param>
/// <param name="ProveOnly">Go down again after the proofs.</param>
/// <param name="Keep">Leave data and logs behind.</param>
/// <param name="Nodes">How many nodes a shoot has; null is two where the machine can have nodes.</param>
/// <param name="Tunnel">The path of the published vpn-tunnel; empty where there is none.</param>
/// <param name="Proxy">The path of the published apiserver-proxy; empty where there is none.</param>
/// <param name="Webhook">The path of the published admission webhook of the proofs; empty leaves that proof out.</param>
/// <param name="Watch">Whether <c>status</c> goes on showing; null does so on a terminal.</param>
/// <param name="OpenNodes">No firewall and no tunnel: the seed has routes to pods and Services. For work on the landscape itself.</param>
internal sealed record LandscapeOptions(
    string Directory,
    string Binaries = "",
    string Gateway = "",
    int Shoots = 2,
    int? Port = null,
    bool ProveOnly = false,
    bool Keep = false,
    int? Nodes = null,
    string Tunnel = "",
    string Proxy = "",
    string Webhook = "",
    bool? Watch = null,
    bool OpenNodes = false);
