using Connectivity.Landscape.Nodes;

namespace Connectivity.Landscape.Pki;

/// <summary>The keys and certificates of one node, all of them issued by the shoot's authority.</summary>
internal sealed record NodePki
{
    /// <summary>The shoot's authority: whom the kubelet believes who its clients are.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>What the kubelet shows to kube-apiserver, for the node's name and address.</summary>
    public required CertificateFiles KubeletServer { get; init; }

    /// <summary>What the kubelet calls kube-apiserver with.</summary>
    public required IssuedCertificate Kubelet { get; init; }

    /// <summary>What kube-proxy calls kube-apiserver with.</summary>
    public required IssuedCertificate Proxy { get; init; }

    /// <summary>Makes everything anew and writes it into the node's directory.</summary>
    public static NodePki Create(CertificateAuthority authority, NodePlan node)
    {
        var directory = node.Files.Pki;
        Directory.CreateDirectory(directory);
        var authorityFile = Path.Combine(directory, "ca.crt");
        PemFiles.Write(authorityFile, authority.CertificatePem);
        return new NodePki
        {
            AuthorityFile = authorityFile,
            KubeletServer = authority
                .IssueServer($"system:node:{node.Name}", [node.Name.Value], [node.Address.Node])
                .WriteTo(directory, "kubelet-server"),
            Kubelet = authority.IssueClient($"system:node:{node.Name}", "system:nodes"),
            Proxy = authority.IssueClient("system:kube-proxy"),
        };
    }
}
