using Connectivity.Shared.Native;
using Connectivity.Shared.Tests.Hosting;
using Xunit;

namespace Connectivity.Shared.Tests.Native;

public sealed class UnixSocketTests : IDisposable
{
    private const UnixFileMode ForGroup = UnixSocket.DefaultMode | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly TempFolder _folder = new();
    private readonly List<int> _open = [];

    private string Path => _folder.Path("a.sock");

    public void Dispose()
    {
        _open.ForEach(TcpSocket.Close);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("unix:/run/x.sock", "/run/x.sock")]
    [InlineData("unix:/ü", "/ü")]
    [InlineData("unix:", null)]
    [InlineData("unix:/", null)]
    [InlineData("unix:x.sock", null)]
    [InlineData("unix:@abstract", null)]
    [InlineData("UNIX:/run/x.sock", null)]
    [InlineData("/run/x.sock", null)]
    [InlineData("unix:/a\0b", null)]
    public void Reads_an_address(string text, string? path) =>
        Assert.Equal((path is not null, path), UnixSocket.TryParse(text, out var read) ? (true, read) : (false, null));

    [Fact]
    public void A_path_has_a_limit()
    {
        Assert.True(UnixSocket.TryParse("unix:/" + new string('a', 106), out _));
        Assert.False(UnixSocket.TryParse("unix:/" + new string('a', 107), out var path));
        Assert.Equal(-Errno.EINVAL, UnixSocket.Connect(Opened(), path + new string('a', 200)));
    }

    [Theory]
    [InlineData(UnixSocket.DefaultMode)]
    [InlineData(ForGroup)]
    [InlineData(ForGroup | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    public void The_file_has_the_mode_asked_for_whatever_the_umask(UnixFileMode mode)
    {
        Opened(new UnixSocketFile(Path).Listen(mode, 4));
        Assert.Equal(mode, new FileInfo(Path).UnixFileMode);
    }

    [Fact]
    public void Carries_bytes_and_knows_the_peer()
    {
        var listener = Opened(new UnixSocketFile(Path).Listen(UnixSocket.DefaultMode, 4));
        var client = Opened();
        Assert.Equal(0, UnixSocket.Connect(client, Path));
        var server = Opened(TcpSocket.Accept(listener, out var peer));

        Assert.True(peer.IsNone);
        Assert.True(UnixSocket.TryGetPeer(server, out var credentials));
        Assert.Equal(Environment.ProcessId, credentials.ProcessId);
        Assert.True(UnixSocket.TryGetPeer(client, out var listening));
        Assert.Equal(credentials, listening);
        Assert.False(UnixSocket.TryGetPeer(Opened(TcpSocket.Open(false)), out _));
        Assert.Equal(3, TcpSocket.Send(client, "abc"u8));
        Assert.Equal(0, TcpSocket.ShutdownSend(client));
        Assert.Equal([3, 0], Receive(server));
    }

    [Fact]
    public void Takes_the_place_of_a_dead_listener()
    {
        TcpSocket.Close(new UnixSocketFile(Path).Listen(UnixSocket.DefaultMode, 4));
        Assert.Equal(-Errno.ECONNREFUSED, UnixSocket.Connect(Opened(), Path));

        Opened(new UnixSocketFile(Path).Listen(UnixSocket.DefaultMode, 4));

        Assert.Equal(0, UnixSocket.Connect(Opened(), Path));
    }

    [Fact]
    public void Leaves_a_living_listener_its_place_also_when_its_backlog_is_full()
    {
        Opened(new UnixSocketFile(Path).Listen(UnixSocket.DefaultMode, 0));
        for (var i = 0; i < 3; i++)
        {
            var refused = Assert.Throws<IOException>(() => new UnixSocketFile(Path).Listen(UnixSocket.DefaultMode, 4));
            Assert.Equal("a living process listens on it", refused.Message);
            UnixSocket.Connect(Opened(), Path);
        }
    }

    [Fact]
    public void Leaves_a_file_that_is_no_socket_alone()
    {
        _folder.Write("a.sock", "precious");
        var refused = Assert.Throws<IOException>(() => new UnixSocketFile(Path).Listen(UnixSocket.DefaultMode, 4));
        Assert.Equal("the path is taken by a file that is no socket", refused.Message);
        Assert.Equal("precious", File.ReadAllText(Path));
    }

    [Fact]
    public void Removes_its_own_file_and_no_other()
    {
        var mine = new UnixSocketFile(Path);
        Opened(mine.Listen(UnixSocket.DefaultMode, 4));
        File.Move(Path, _folder.Path("moved"));
        var other = new UnixSocketFile(Path);
        Opened(other.Listen(UnixSocket.DefaultMode, 4));

        mine.Remove();
        Assert.True(File.Exists(Path));
        other.Remove();
        Assert.False(File.Exists(Path));
        other.Remove();
    }

    [Fact]
    public void Says_why_a_path_cannot_be_bound()
    {
        var refused = Assert.Throws<IOException>(() => new UnixSocketFile(_folder.Path("nowhere/a.sock")).Listen(UnixSocket.DefaultMode, 4));
        Assert.Equal("No such file or directory", refused.Message);
    }

    private int Opened(int? fd = null)
    {
        _open.Add(fd ?? UnixSocket.Open());
        Assert.True(_open[^1] >= 0);
        return _open[^1];
    }

    private static unsafe int[] Receive(int fd)
    {
        var buffer = stackalloc byte[10];
        return [TcpSocket.Receive(fd, buffer, 10), TcpSocket.Receive(fd, buffer, 10)];
    }
}
