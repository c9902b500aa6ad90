namespace Connectivity.VpnTunnel.Streams; internal sealed class SocketEnd { }
