using System.Net;
using System.Security.Cryptography;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Pki;

/// <summary>
/// The keys and certificates of one control plane, written below the shoot's directory. Every shoot has authorities of its own:
/// what is issued for one is worthless in another.
/// </summary>
internal sealed record ShootPki
{
    /// <summary>The authority that kube-apiserver serves under and trusts its clients by, as PEM.</summary>
    public required string AuthorityPem { get; init; }

    /// <summary>A member of system:masters.</summary>
    public required IssuedCertificate Admin { get; init; }

    public required string AuthorityFile { get; init; }

    /// <summary>What kube-controller-manager calls kube-apiserver with.</summary>
    public required IssuedCertificate ControllerManager { get; init; }

    /// <summary>What kube-scheduler calls kube-apiserver with.</summary>
    public required IssuedCertificate Scheduler { get; init; }

    /// <summary>What the admission webhook of the proofs, a Service in the shoot, shows to kube-apiserver.</summary>
    public required IssuedCertificate Webhook { get; init; }

    /// <summary>In the order of the nodes.</summary>
    public required IReadOnlyList<NodePki> Nodes { get; init; }

    public required CertificateFiles Apiserver { get; init; }

    /// <summary>What kube-apiserver calls kubelets with.</summary>
    public required CertificateFiles KubeletClient { get; init; }

    public required string EtcdAuthorityFile { get; init; }

    public required CertificateFiles Etcd { get; init; }

    public required CertificateFiles EtcdClient { get; init; }

    /// <summary>Signs service account tokens; holds the public key too.</summary>
    public required string ServiceAccountKeyFile { get; init; }

    /// <summary>Makes everything anew and writes it into a directory.</summary>
    public static ShootPki Create(string directory, ShootName shoot, IReadOnlyList<NodePlan> nodes, TimeProvider time)
    {
        Directory.CreateDirectory(directory);
        using var authority = new CertificateAuthority($"{shoot.Namespace} kube-apiserver", time);
        using var etcdAuthority = new CertificateAuthority($"{shoot.Namespace} etcd", time);
        return new ShootPki
        {
            AuthorityPem = authority.CertificatePem,
            AuthorityFile = Write(directory, "ca.crt", authority.CertificatePem),
            Apiserver = authority
                .IssueServer("kube-apiserver", ServingNames(shoot), [IPAddress.Loopback, ShootNetwork.ApiserverServiceAddress])
                .WriteTo(directory, "kube-apiserver"),
            KubeletClient = authority.IssueClient("kube-apiserver-kubelet-client", "system:masters").WriteTo(directory, "kubelet-client"),
            Admin = authority.IssueClient("landscape-admin", "system:masters"),
            ControllerManager = authority.IssueClient("system:kube-controller-manager"),
            Scheduler = authority.IssueClient("system:kube-scheduler"),
            Webhook = authority.IssueServer("webhook", [ShootNetwork.WebhookHost], []),
            Nodes = [.. nodes.Select(node => NodePki.Create(authority, node))],
            EtcdAuthorityFile = Write(directory, "etcd-ca.crt", etcdAuthority.CertificatePem),
            Etcd = etcdAuthority.IssueLoopbackPeer("etcd").WriteTo(directory, "etcd"),
            EtcdClient = etcdAuthority.IssueClient("kube-apiserver").WriteTo(directory, "etcd-client"),
            ServiceAccountKeyFile = Write(directory, "service-account.key", ServiceAccountKey()),
        };
    }

    private static IEnumerable<string> ServingNames(ShootName shoot) =>
    [
        .. shoot.Hosts,
        "localhost",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
        "kube-apiserver",
        $"kube-apiserver.{shoot.Namespace}.svc.cluster.local",
    ];

    private static string ServiceAccountKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportECPrivateKeyPem();
    }

    private static string Write(string directory, string name, string pem)
    {
        var path = Path.Combine(directory, name);
        PemFiles.Write(path, pem);
        return path;
    }
}
