using System.Threading.Channels;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

/// <summary>A server's end of a stream that a test speaks for.</summary>
internal sealed class StreamProbe(EventLoop loop) : IStreamEnd
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public TunnelStream Stream { get; set; } = null!;

    /// <summary>What happens next: "opened ADDRESS", "failed WHY: MESSAGE", "got TEXT", "fin", "reset CODE" or "ended".</summary>
    public ValueTask<string> NextAsync() => _told.Reader.ReadAsync();

    public Task SendAsync(string text) => loop.Group.TellAllAsync(_ => Stream.Send(System.Text.Encoding.ASCII.GetBytes(text)), CancellationToken.None);

    public Task SendFinAsync() => loop.Group.TellAllAsync(_ => Stream.SendFin(), CancellationToken.None);

    public void OnOpened(TunnelStream stream, string address) => Tell($"opened {address}");

    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message) => Tell($"failed {failure}: {message}");

    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes)
    {
        Tell($"got {System.Text.Encoding.ASCII.GetString(bytes)}");
        return bytes.Length;
    }

    public void OnReceivedFin(TunnelStream stream) => Tell("fin");

    public void OnSendRoom(TunnelStream stream)
    {
    }

    public void OnReset(TunnelStream stream, ResetCode code) => Tell($"reset {code}");

    public void OnEnded(TunnelStream stream) => Tell("ended");

    private void Tell(string line) => _told.Writer.TryWrite(line);
}
