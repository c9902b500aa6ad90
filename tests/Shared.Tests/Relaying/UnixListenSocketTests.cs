using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class UnixListenSocketTests : ConnectionAcceptor, IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unix-");
    private readonly EventLoopGroup _loops = new(1, 0, TimeProvider.System, NullLogger.Instance);
    private readonly TaskCompletionSource<(int Process, uint User)> _accepted = new();

    private string Path => System.IO.Path.Combine(_folder.FullName, "s");

    [Fact]
    public async Task Accepts_at_a_path_with_the_wanted_permissions_and_knows_its_clients()
    {
        var listener = Bind();
        Assert.Equal(Mode, new FileInfo(Path).UnixFileMode);
        Assert.Equal(default, listener.LocalEndpoint);
        await listener.StartAsync(CancellationToken.None);
        using var client = await ConnectAsync();

        var peer = await _accepted.Task;

        Assert.Equal(Environment.ProcessId, peer.Process);
        await listener.StopAsync(CancellationToken.None);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void Replaces_what_a_process_left_behind()
    {
        using (var old = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            old.Bind(new UnixDomainSocketEndPoint(Path));
            old.Listen();
            File.Move(Path, Path + "x");
        }

        File.Move(Path + "x", Path);
        Bind().Abandon();
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void Leaves_alone_what_somebody_listens_on_and_what_is_no_socket()
    {
        var first = Bind();
        Assert.Equal($"Listener l: cannot listen on unix:{Path} (somebody listens there already).", Assert.Throws<IOException>(Bind).Message);
        first.Abandon();
        File.WriteAllText(Path, "precious");
        Assert.Throws<IOException>(Bind);
        Assert.Equal("precious", File.ReadAllText(Path));
    }

    [Fact]
    public void Removes_at_its_end_only_what_is_its_own()
    {
        var first = Bind();
        File.Move(Path, Path + ".old");
        var second = Bind();
        first.Abandon();
        Assert.True(File.Exists(Path));
        second.Abandon();
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void Says_why_a_path_cannot_be_bound()
    {
        var missing = System.IO.Path.Combine(_folder.FullName, "missing", "s");
        var failure = Assert.Throws<IOException>(() => ListenSocket.BindUnix("l", missing, Mode, 16, _loops, this));
        Assert.Equal($"Listener l: cannot listen on unix:{missing} (No such file or directory).", failure.Message);
    }

    public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer)
    {
        Assert.True(peer.IsNone);
        Assert.True(UnixSocket.TryGetPeer(socket, out var process, out var user));
        _accepted.SetResult((process, user));
        TcpSocket.Close(socket);
    }

    public override void OnOutOfDescriptors()
    {
    }

    public void Dispose()
    {
        _loops.Dispose();
        _folder.Delete(recursive: true);
    }

    private ListenSocket Bind() => ListenSocket.BindUnix("l", Path, Mode, 16, _loops, this);

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        return socket;
    }
}
