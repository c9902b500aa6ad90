using System.Net;
using System.Net.Sockets;

namespace Connectivity.TestKit.Network;

/// <summary>One connection through a <see cref="DelayProxy"/>: two sockets, two directions.</summary>
internal sealed class DelayedConnection
{
    private readonly Socket _client;
    private readonly Socket _upstream = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _cut = new();
    private readonly DelayLine _up;
    private readonly DelayLine _down;
    private volatile bool _resets;

    public DelayedConnection(Socket client, DelayProxyOptions options, NetworkSwitch network)
    {
        _client = client;
        _client.NoDelay = true;
        _up = new DelayLine(_client, _upstream, options, network, _cut.Token);
        _down = new DelayLine(_upstream, _client, options, network, _cut.Token);
    }

    /// <summary>Bytes of both directions that are under way.</summary>
    public long Held => _up.Held + _down.Held;

    /// <summary>Connects, and carries bytes until both directions have ended, or one has failed: then the other side sees a reset too.</summary>
    public async Task RunAsync(IPEndPoint upstream, NetworkSwitch network)
    {
        try
        {
            await network.PassableAsync(_cut.Token);
            await _upstream.ConnectAsync(upstream, _cut.Token);
            var (up, down) = (_up.RunAsync(), _down.RunAsync());
            // A direction that fails takes the other one with it.
            await await Task.WhenAny(up, down);
            await Task.WhenAll(up, down);
        }
        catch (OperationCanceledException)
        {
            // Cut, or reset.
        }
        catch (SocketException)
        {
            _resets = true;
        }
        finally
        {
            await _cut.CancelAsync();
            Close(_client);
            Close(_upstream);
        }
    }

    /// <summary>Ends it on both sides: with a reset, or as a proxy does that is shut down, with a FIN.</summary>
    public void Cut(bool resets)
    {
        _resets = resets;
        _cut.Cancel();
    }

    private void Close(Socket socket)
    {
        if (_resets)
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }
}
