using System.Net;

namespace Connectivity.Landscape.Tracing;

/// <summary>
/// Through the gateway to kube-apiserver: a TLS handshake by SNI through the gateway, and the same straight to kube-apiserver, so that it is plain which of
/// the two is to blame.
/// </summary>
internal static class RouteLeg
{
    public static async Task<LegResult> ProbeAsync(ShootContext shoot, ShootCredentials credentials, CancellationToken cancellation)
    {
        using var authority = credentials.Authority();
        var through = await ShakeAsync(shoot.Landscape.GatewayPort);
        var straight = await ShakeAsync(shoot.Shoot.ApiserverPort);
        var record = through is { IsOk: false, LocalPort: > 0 and var port } ? await GatewayRecord.FindAsync(shoot.AccessLog, port, cancellation) : null;
        return RouteVerdict.Of(shoot.Name.Host, through, straight, record, shoot.Missing($"kube-apiserver of shoot {shoot.Name}"));

        Task<HandshakeResult> ShakeAsync(int port) => Handshake.RunAsync(
            inner => Connections.ToAsync(new IPEndPoint(IPAddress.Loopback, port), inner), shoot.Name.Host, authority, cancellation);
    }
}
