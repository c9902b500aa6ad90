using System.Net.Sockets;
using Connectivity.Landscape.Control;
using Xunit;

namespace Connectivity.Landscape.Tests.Control;

public sealed class ControlServerTests
{
    [Fact]
    public async Task Lines_and_exit_code_reach_the_asking_shell()
    {
        using var directory = new TemporaryDirectory();
        using var end = new CancellationTokenSource();
        using var server = new ControlServer(directory["control.sock"]);
        var serving = server.RunAsync(Echo, end.Token);

        var lines = new List<string>();
        var exitCode = await ControlClient.SendAsync(directory["control.sock"], new ControlRequest("add-shoot", "x"), lines.Add, end.Token);

        Assert.Equal(3, exitCode);
        Assert.Equal(["add-shoot", "x"], lines);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n")]
    [InlineData("{\"shoot\":\"x\"}")]
    public async Task Goes_on_after_a_request_that_is_none(string request)
    {
        using var directory = new TemporaryDirectory();
        using var end = new CancellationTokenSource();
        using var server = new ControlServer(directory["control.sock"]);
        var serving = server.RunAsync(Echo, end.Token);

        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(directory["control.sock"]));
            await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(request));
        }

        Assert.Equal(3, await ControlClient.SendAsync(directory["control.sock"], new ControlRequest("x", "y"), _ => { }, end.Token));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Fact]
    public async Task Says_that_no_landscape_is_up()
    {
        using var directory = new TemporaryDirectory();
        await Assert.ThrowsAsync<LandscapeException>(() =>
            ControlClient.SendAsync(directory["control.sock"], new ControlRequest("add-shoot", null), _ => { }, CancellationToken.None));
    }

    private static Task<int> Echo(ControlRequest request, Action<string> tell, CancellationToken cancellation)
    {
        tell(request.Command);
        tell(request.Shoot!);
        return Task.FromResult(3);
    }
}
