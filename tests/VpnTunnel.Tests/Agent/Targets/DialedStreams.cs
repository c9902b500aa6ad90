using System.Threading.Channels;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Connectivity.VpnTunnel.Tests.Sessions;

namespace Connectivity.VpnTunnel.Tests.Agent.Targets;

/// <summary>Streams of a session without a tunnel, and what became of their dials, a line each.</summary>
internal sealed class DialedStreams : ITargetOwner, IDisposable
{
    private readonly EventLoop _loop;
    private readonly TunnelSession _session = new(SessionRole.Agent, "server", new SessionSettings(), new TestHost());
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly List<int> _sockets = [];
    private uint _lastId;

    public DialedStreams(EventLoop loop) => _loop = loop;

    public void Dispose() => _sockets.ForEach(TcpSocket.Close);

    /// <summary>What is told next.</summary>
    public ValueTask<string> NextAsync() => _told.Reader.ReadAsync();

    /// <summary>A server opens a stream.</summary>
    public async Task<TunnelStream> OpenAsync(TargetDialer dialer, OpenRequest request)
    {
        var answers = await _loop.Group.AskAllAsync(
            _ =>
            {
                var stream = new TunnelStream(_session, ++_lastId, request, 0);
                dialer.OnOpen(stream, request);
                return stream;
            },
            CancellationToken.None);
        return answers[0];
    }

    public void OnConnected(TunnelStream stream, in TargetName target, int socket, in SocketEndpoint address)
    {
        _sockets.Add(socket);
        Tell($"{target.Display} connected to {address}");
    }

    public void OnRefused(TunnelStream stream, in TargetName target, OpenFailure failure, string problem) =>
        Tell($"{target.Display} {failure}: {problem}");

    public void OnCancelled(TunnelStream stream, in TargetName target, ResetCode code) => Tell($"{target.Display} cancelled: {code}");

    public void OnEchoed(TunnelStream stream) => Tell("echoed");

    private void Tell(string line) => _told.Writer.TryWrite(line);
}
