using System.Net;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Pki;

/// <summary>The keys and certificates of a shoot's tunnel, under an authority of their own (<c>ca-vpn</c>).</summary>
internal sealed record TunnelPki
{
    /// <summary>The name that an agent demands of the server's certificate.</summary>
    public const string ServerName = "vpn-seed-server";

    public required string AuthorityFile { get; init; }

    /// <summary>What the server shows, to agents and to clients of its TCP front end.</summary>
    public required CertificateFiles Server { get; init; }

    /// <summary>What a client of the TCP front end shows.</summary>
    public required CertificateFiles FrontendClient { get; init; }

    /// <summary>What the agents show, in the order of the nodes.</summary>
    public required IReadOnlyList<CertificateFiles> Agents { get; init; }

    /// <summary>Makes everything anew and writes it into directories of the shoot and its nodes.</summary>
    public static TunnelPki Create(string directory, ShootName shoot, IReadOnlyList<NodePlan> nodes, TimeProvider time)
    {
        using var authority = new CertificateAuthority($"{shoot.Namespace} ca-vpn", time);
        var authorityFile = Path.Combine(directory, "ca-vpn.crt");
        PemFiles.Write(authorityFile, authority.CertificatePem);
        return new TunnelPki
        {
            AuthorityFile = authorityFile,
            Server = authority
                .IssueServer(ServerName, [ServerName, shoot.TunnelServerHost], [IPAddress.Loopback])
                .WriteTo(directory, "vpn-tunnel-server"),
            FrontendClient = authority.IssueClient("kube-apiserver").WriteTo(directory, "vpn-tunnel-client"),
            Agents = [.. nodes.Select(node => authority.IssueClient(node.Name.Value).WriteTo(node.Files.Pki, "vpn-tunnel-agent"))],
        };
    }
}
