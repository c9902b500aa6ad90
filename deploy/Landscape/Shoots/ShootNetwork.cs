using System.Net;

namespace Connectivity.Landscape.Shoots;

/// <summary>Addresses inside a shoot. All shoots use the same ones: they never meet.</summary>
internal static class ShootNetwork
{
    /// <summary>Where Services get their addresses from.</summary>
    public const string ServiceRange = "10.96.0.0/16";

    /// <summary>Where pods get their addresses from, a /24 a node.</summary>
    public const string PodRange = "10.244.0.0/16";

    /// <summary>The name by which kube-apiserver calls the Service of the proofs' admission webhook.</summary>
    public const string WebhookHost = "webhook.proofs.svc";

    /// <summary>
    /// The address that nodes and pods ask for names: where node-local-dns would be. A landscape has no DNS, and there every question
    /// fails at once.
    /// </summary>
    public static readonly IPAddress NodeLocalDns = IPAddress.Parse("169.254.20.10");

    /// <summary>The address of the Service <c>kubernetes</c>: the first of the range.</summary>
    public static readonly IPAddress ApiserverServiceAddress = IPAddress.Parse("10.96.0.1");

    /// <summary>
    /// The endpoint behind the Service <c>kubernetes</c>: of reserved space (RFC 1112, section 4), claimed on each node by the
    /// apiserver-proxy.
    /// </summary>
    public static readonly IPAddress AdvertiseAddress = IPAddress.Parse("240.0.0.5");
}
