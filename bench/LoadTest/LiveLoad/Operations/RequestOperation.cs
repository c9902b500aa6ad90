using System.Net;
using System.Net.Sockets;

namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>Requests on connections that stay. Over HTTP/1.1 a connection has one request at a time, over HTTP/2 many.</summary>
internal sealed class RequestOperation : LoadOperation
{
    private const int StreamsPerConnection = 100;

    private readonly LoadPlan _plan;
    private readonly int _port;
    private readonly TlsDialer _dialer;
    private readonly HttpMessageInvoker[] _clients;

    /// <summary>Makes one; it has no connections yet.</summary>
    public RequestOperation(LoadPlan plan, TlsDialer dialer)
    {
        (_plan, _dialer, _port) = (plan, dialer, LoadAddress.TryParse(plan.Target)!.Port);
        // A pool of HTTP/2 has one connection for each name, so several connections are several pools.
        var perName = Math.Max(1, plan.OwnConnections / plan.Names.Count);
        _clients = [.. Enumerable.Range(0, plan.HttpVersion == 2 ? perName : 1).Select(_ => NewClient(plan.HttpVersion == 2 ? 1 : perName))];
    }

    /// <inheritdoc/>
    public override int MaxUnderWay => _plan.OwnConnections * (_plan.HttpVersion == 2 ? StreamsPerConnection : 1);

    /// <summary>Makes connections to be there before the load is: what they cost is not a request's.</summary>
    public override async Task PrepareAsync(CancellationToken cancellation) =>
        await Parallel.ForAsync(0, _plan.OwnConnections, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellation }, async (i, stop) => await RunAsync(i, stop));

    /// <inheritdoc/>
    public override async Task RunAsync(long number, CancellationToken cancellation)
    {
        var name = _dialer.NameOf(number);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{name}:{_port}{_plan.Path}");
        request.Version = _plan.HttpVersion == 2 ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        var client = _clients[(int)(number / _plan.Names.Count % _clients.Length)];
        using var response = await client.SendAsync(request, cancellation);
        await response.Content.CopyToAsync(Stream.Null, cancellation);
        if ((int)response.StatusCode is < 200 or >= 400)
            throw new LoadFailureException(LoadFailure.HttpStatus, $"HTTP {(int)response.StatusCode}");
    }

    /// <inheritdoc/>
    protected internal override ValueTask CloseAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        return ValueTask.CompletedTask;
    }

    private HttpMessageInvoker NewClient(int connections) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = connections,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            SslOptions = _dialer.Options(name: null),
            // The name decides who answers, the target where it is dialled.
            ConnectCallback = async (_, cancellation) => new NetworkStream(await _dialer.ConnectAsync(cancellation), ownsSocket: true),
        },
        disposeHandler: true);
}
