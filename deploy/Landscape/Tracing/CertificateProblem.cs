using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Connectivity.Landscape.Tracing;

/// <summary>What is wrong with a server's certificate, in words.</summary>
internal static class CertificateProblem
{
    /// <summary>The problem; null without one.</summary>
    /// <param name="certificate">What the server showed.</param>
    /// <param name="chain">What was made of it.</param>
    /// <param name="errors">What a validation found.</param>
    /// <param name="host">The name that it has to be for.</param>
    public static string? Text(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (certificate is null)
            return "the server shows no certificate";
        var whose = $"the certificate of {certificate.Subject}";
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return $"{whose} is not for {host}";
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        return status.HasFlag(X509ChainStatusFlags.NotTimeValid)
            ? $"{whose} is valid from {certificate.GetEffectiveDateString()} to {certificate.GetExpirationDateString()} only"
            : $"{whose}, issued by {certificate.Issuer}, is not of the shoot's authority ({status})";
    }
}
