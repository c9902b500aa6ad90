using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Connectivity.LoadTest.Targets;
using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Generators;

/// <summary>
/// Real clients: HTTP/2 over TLS 1.3. Not on the loop, and dear, which the CPU time of what is between does not show.
/// </summary>
/// <param name="loop">The generator's loop, on which it counts.</param>
/// <param name="order">What it does.</param>
/// <param name="again">Whether every request has a connection of its own.</param>
internal sealed class TlsRun(EventLoop loop, LoadOrder order, bool again) : LoadRun(loop, order)
{
    private const int RequestsAtATime = 4;

    private readonly List<HttpMessageInvoker> _clients = [];
    private readonly CancellationTokenSource _ending = new();

    /// <inheritdoc/>
    public override void Start()
    {
        for (var i = 0; i < Order.Connections; i++)
            _clients.Add(NewClient());
        _ = OpenAsync();
    }

    /// <inheritdoc/>
    public override void Go()
    {
        foreach (var client in _clients)
        {
            for (var i = 0; i < (again ? 1 : RequestsAtATime); i++)
                _ = AskOnAsync(client);
        }
    }

    /// <inheritdoc/>
    public override void Stop()
    {
        base.Stop();
        _ending.Cancel();
        foreach (var client in _clients)
            client.Dispose();
    }

    /// <inheritdoc/>
    public override void OnReady() => TryOpened();

    private async Task OpenAsync()
    {
        try
        {
            await Task.WhenAll(_clients.Select(AskAsync));
            Loop.TryPost(_ => OnReady());
        }
        catch (HttpRequestException e)
        {
            Loop.TryPost(_ => OnFailure(e.Message));
        }
    }

    private async Task AskOnAsync(HttpMessageInvoker client)
    {
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                var begin = Stopwatch.GetTimestamp();
                if (again)
                {
                    using var own = NewClient();
                    await AskAsync(own);
                }
                else
                {
                    await AskAsync(client);
                }

                Loop.TryPost(_ => CountSince(begin));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            Loop.TryPost(_ =>
            {
                if (!IsOver)
                    OnFailure(e.Message);
            });
        }
    }

    private async Task AskAsync(HttpMessageInvoker client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{TlsTargetProgram.ServerName}/readyz")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await client.SendAsync(request, _ending.Token);
        await response.Content.CopyToAsync(Stream.Null, _ending.Token);
    }

    private HttpMessageInvoker NewClient() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(Order.Address, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        UseProxy = false,
        SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null, AllowTlsResume = false },
    });
}
