using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>Event ids 2100-2199. How a connection failed is in the log of its owner.</summary>
internal static partial class TlsContextLog
{
    [LoggerMessage(2100, LogLevel.Information, "TLS {Role}: certificate, key and anchors of {CertFile} in force; valid until {NotAfter:u}")]
    public static partial void InForce(ILogger log, TlsRole role, string certFile, DateTimeOffset notAfter);

    [LoggerMessage(2101, LogLevel.Error, "TLS {Role}: changed files cannot be used, the old ones stay in force: {Problem}")]
    public static partial void Refused(ILogger log, TlsRole role, string problem);

    [LoggerMessage(2102, LogLevel.Error, "TLS {Role}: looking for changed files failed")]
    public static partial void LookFailed(ILogger log, TlsRole role, Exception exception);
}
