using System.Text;
using Connectivity.Landscape.Pki;

namespace Connectivity.Landscape.Shoots;

/// <summary>Writes the files that clients of a shoot find their way and their credentials in.</summary>
internal static class Kubeconfig
{
    /// <summary>
    /// A kubeconfig for a shoot. The shoot's host name is its <c>tls-server-name</c>: the client sends that as SNI and demands it of the
    /// certificate, while it dials an address, so no one has to edit /etc/hosts.
    /// </summary>
    /// <param name="shoot">The shoot, whose name becomes the context.</param>
    /// <param name="server">What to dial, an address and a port: the gateway's or kube-apiserver's own.</param>
    /// <param name="authorityPem">What the server's certificate is checked against.</param>
    /// <param name="user">Whom the requests come from.</param>
    public static string Build(ShootName shoot, string server, string authorityPem, IssuedCertificate user) => $"""
        apiVersion: v1
        kind: Config
        current-context: {shoot.Namespace}
        contexts:
          - name: {shoot.Namespace}
            context: {"{"} cluster: {shoot.Namespace}, user: {shoot.Namespace}-user {"}"}
        clusters:
          - name: {shoot.Namespace}
            cluster:
              server: https://{server}
              tls-server-name: {shoot.Host}
              certificate-authority-data: {Base64(authorityPem)}
        users:
          - name: {shoot.Namespace}-user
            user:
              client-certificate-data: {Base64(user.CertificatePem)}
              client-key-data: {Base64(user.KeyPem)}

        """;

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}
