using System.Net;
using System.Net.Sockets;
using Connectivity.Landscape.Processes;
using Xunit;

namespace Connectivity.Landscape.Tests.Processes;

public sealed class LoopbackHttpTests
{
    [Fact]
    public async Task No_proxy_of_the_environment_is_asked()
    {
        var environment = HttpClient.DefaultProxy;
        // Nobody listens on port 1.
        HttpClient.DefaultProxy = new WebProxy("http://127.0.0.1:1");
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var answering = AnswerAsync(listener);
            using var http = LoopbackHttp.Create();

            var text = await LoopbackHttp.GetTextAsync(http, ((IPEndPoint)listener.LocalEndpoint).Port, "/carriers", CancellationToken.None);

            Assert.Equal("hi", text);
            await answering;
        }
        finally
        {
            HttpClient.DefaultProxy = environment;
        }
    }

    [Fact]
    public async Task Where_nobody_answers_there_is_no_text_and_no_success()
    {
        using var http = LoopbackHttp.Create();
        Assert.Null(await LoopbackHttp.GetTextAsync(http, 1, "/", CancellationToken.None));
        Assert.False(await LoopbackHttp.SucceedsAsync(http, 1, "/", CancellationToken.None));
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"u8.ToArray());
    }
}
