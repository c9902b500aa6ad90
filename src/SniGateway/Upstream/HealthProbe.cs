using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Upstream;

/// <summary>One active check of one endpoint.</summary>
internal static class HealthProbe
{
    /// <summary>Checks the endpoint within the configured time.</summary>
    /// <returns>Null when it serves, else why not.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static async Task<string?> RunAsync(
        HealthCheckOptions options, BackendEndpoint endpoint, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return options.Kind switch
            {
                HealthCheckKind.Tcp => await ConnectOnlyAsync(endpoint, either.Token),
                HealthCheckKind.Tls => await HandshakeOnlyAsync(options, endpoint, either.Token),
                HealthCheckKind.Https => await GetAsync(options, endpoint, either.Token),
                _ => null,
            };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // Whatever it was, a check that did not get to its end is a check that failed.
            return either.IsCancellationRequested ? "no answer in time" : ErrorText(e);
        }
    }

    private static async Task<string?> ConnectOnlyAsync(BackendEndpoint endpoint, CancellationToken cancellation)
    {
        await using var stream = await ConnectAsync(endpoint, cancellation);
        return null;
    }

    private static async Task<string?> HandshakeOnlyAsync(HealthCheckOptions options, BackendEndpoint endpoint, CancellationToken cancellation)
    {
        await using var stream = await ConnectAsync(endpoint, cancellation);
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(HealthTrust.Authentication(options, endpoint), cancellation);
        return null;
    }

    private static async Task<string?> GetAsync(HealthCheckOptions options, BackendEndpoint endpoint, CancellationToken cancellation)
    {
        // A handler for each check: no pooled connection hides that new ones fail, and a renewed authority is in force at once.
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            SslOptions = HealthTrust.Authentication(options, endpoint),
            ConnectCallback = async (_, token) => await ConnectAsync(endpoint, token),
        };
        using var client = new HttpMessageInvoker(handler);
        var host = HealthTrust.ServerName(options, endpoint);
        var uri = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{endpoint.Address.Port}{options.Path}");
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        using var response = await client.SendAsync(request, cancellation);
        return response.StatusCode == HttpStatusCode.OK ? null : $"status {(int)response.StatusCode} for {options.Path}";
    }

    private static async ValueTask<NetworkStream> ConnectAsync(BackendEndpoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(endpoint.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.Address.ToIPEndPoint(), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The outer messages only say that a request or a handshake failed.
    private static string ErrorText(Exception e)
    {
        while (e is HttpRequestException or AuthenticationException && e.InnerException is { } inner)
            e = inner;
        return e.Message;
    }
}
