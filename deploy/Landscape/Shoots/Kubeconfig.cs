using System.Text;
using Connectivity.Landscape.Pki;

namespace Connectivity.Landscape.Shoots;

/// <summary>Writes the file that kubectl finds its way and its credentials in.</summary>
internal static class Kubeconfig
{
    /// <summary>
    /// The kubeconfig of a shoot behind the gateway. The shoot's host name is its <c>tls-server-name</c>: kubectl sends that as SNI and
    /// demands it of the certificate, while it dials the loopback address, so no one has to edit /etc/hosts.
    /// </summary>
    /// <param name="shoot">The shoot, whose name becomes the context.</param>
    /// <param name="port">The gateway's port.</param>
    /// <param name="authorityPem">What the server's certificate is checked against.</param>
    /// <param name="user">Whom the requests come from.</param>
    public static string Build(ShootName shoot, int port, string authorityPem, IssuedCertificate user) => $"""
        apiVersion: v1
        kind: Config
        current-context: {shoot.Namespace}
        contexts:
          - name: {shoot.Namespace}
            context: {"{"} cluster: {shoot.Namespace}, user: {shoot.Namespace}-admin {"}"}
        clusters:
          - name: {shoot.Namespace}
            cluster:
              server: https://127.0.0.1:{port}
              tls-server-name: {shoot.Host}
              certificate-authority-data: {Base64(authorityPem)}
        users:
          - name: {shoot.Namespace}-admin
            user:
              client-certificate-data: {Base64(user.CertificatePem)}
              client-key-data: {Base64(user.KeyPem)}

        """;

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}
