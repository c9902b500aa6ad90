using Connectivity.ApiserverProxy.Configuration;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Native;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>What dials go by, made ready from the configuration. Replaced as a whole by a reload.</summary>
internal sealed class DialSettings
{
    private readonly ProxyOptions _options;

    /// <summary>Makes the settings.</summary>
    public DialSettings(ProxyOptions options)
    {
        _options = options;
        if (Gateway.Mode == GatewayMode.Connect)
            Request = ConnectRequestWriter.Write(Gateway.Target, Gateway.ConnectHeaders);
    }

    /// <summary>Where to.</summary>
    public GatewayOptions Gateway => _options.Gateway;

    /// <summary>The CONNECT request; empty in the other mode.</summary>
    public byte[] Request { get; } = [];

    /// <summary>Sets what a dead peer is found out by.</summary>
    public void SetLiveness(int socket)
    {
        var keepalive = _options.Keepalive;
        TcpSocket.SetKeepAlive(socket, (int)keepalive.Idle.TotalSeconds, (int)keepalive.Interval.TotalSeconds, keepalive.Probes);
        TcpSocket.SetUserTimeout(socket, (int)Math.Min(int.MaxValue, keepalive.Total.TotalMilliseconds));
    }
}
