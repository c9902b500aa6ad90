using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>From the answer to the stream's bytes.</summary>
internal sealed partial class FrontendConnection
{
    /// <summary>The client has its answer, and has read it as far as we can know: from here on a <see cref="SocketEnd"/> has the socket.</summary>
    private void HandOver()
    {
        var stream = _stream!;
        (_state, _stream) = (State.Over, null);
        var end = new SocketEnd(_loop, stream, _socket, _tls, _set.RelayOptions, _record);
        (_record.Opening, _record.Relay) = (null, end);
        end.Start(this, _received.Bytes);
        _received.Release();
    }
}
