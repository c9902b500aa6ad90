using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connectivity.Landscape.Pki;

namespace Connectivity.Landscape.Tracing;

/// <summary>What a client of a shoot needs, out of a kubeconfig that the landscape has written.</summary>
/// <param name="AuthorityPem">The authority of kube-apiserver's and the kubelets' certificates.</param>
/// <param name="Client">Whom requests come from.</param>
internal sealed record ShootCredentials(string AuthorityPem, IssuedCertificate Client)
{
    /// <summary>Reads a kubeconfig.</summary>
    /// <exception cref="LandscapeException">It is not one of ours.</exception>
    public static ShootCredentials Parse(string kubeconfig)
    {
        return new ShootCredentials(
            Value("certificate-authority-data"), new IssuedCertificate(Value("client-certificate-data"), Value("client-key-data")));

        string Value(string key)
        {
            var start = kubeconfig.IndexOf(key + ": ", StringComparison.Ordinal);
            if (start < 0)
                throw new LandscapeException($"the kubeconfig has no {key}");
            var value = kubeconfig.AsSpan(start + key.Length + 2);
            var end = value.IndexOf('\n');
            return Encoding.ASCII.GetString(Convert.FromBase64String((end < 0 ? value : value[..end]).Trim().ToString()));
        }
    }

    /// <summary>The authority's certificate. The caller disposes it.</summary>
    public X509Certificate2 Authority() => X509Certificate2.CreateFromPem(AuthorityPem);
}
