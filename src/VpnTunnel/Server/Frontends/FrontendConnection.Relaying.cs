namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>From the answer to the stream's bytes.</summary>
internal sealed partial class FrontendConnection
{
    private void HandOver() => throw new NotSupportedException();
}
