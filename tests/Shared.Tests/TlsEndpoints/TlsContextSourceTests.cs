using Connectivity.Shared.TlsEndpoints;
using Connectivity.TestKit.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.Shared.Tests.TlsEndpoints;

public sealed class TlsContextSourceTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TlsFiles _files;
    private readonly TlsContextSource _source;

    public TlsContextSourceTests()
    {
        _files = _tls.Files(TlsRole.Server);
        _source = _tls.Own(new TlsContextSource(new TlsContextOptions(TlsRole.Server, _files, [], false), _time, NullLogger.Instance));
    }

    public void Dispose() => _tls.Dispose();

    [Fact]
    public void Takes_up_changed_files_when_they_were_the_same_at_two_looks()
    {
        var first = _source.Current;
        _time.Advance(TlsContextSource.PollInterval);
        Assert.Same(first, _source.Current);

        var end = Rotate();
        _time.Advance(TlsContextSource.PollInterval);
        Assert.Same(first, _source.Current);
        _time.Advance(TlsContextSource.PollInterval);

        Assert.Equal(end, _source.Current.CertificateNotAfter);
        Assert.Equal(1, _source.Renewals);
        _time.Advance(TlsContextSource.PollInterval);
        Assert.Equal(1, _source.Renewals);
    }

    [Fact]
    public void Takes_up_changed_files_at_once_when_asked()
    {
        Assert.False(_source.Renew());
        var end = Rotate();
        Assert.True(_source.Renew());
        Assert.Equal(end, _source.Current.CertificateNotAfter);
        Assert.False(_source.Renew());
    }

    [Fact]
    public void Connections_live_on_and_new_ones_get_the_new_certificate()
    {
        var (clientSocket, serverSocket) = _tls.Sockets();
        var (client, server) = (_tls.ClientEnd(clientSocket), _tls.ServerEnd(serverSocket, _source.Current));
        TlsEnd.Shake(client, server);
        var end = Rotate();
        _source.Renew();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        (clientSocket, serverSocket) = _tls.Sockets();
        var (newClient, newServer) = (_tls.ClientEnd(clientSocket), _tls.ServerEnd(serverSocket, _source.Current));
        TlsEnd.Shake(newClient, newServer);

        Assert.Equal(end, newClient.Tls.Peer!.NotAfter);
        Assert.NotEqual(end, client.Tls.Peer!.NotAfter);
        client.Send("abc"u8);
        Assert.Equal("abc"u8, server.ReceiveExactly(3));
    }

    [Fact]
    public void Keeps_the_old_context_and_tells_why_while_the_files_are_bad()
    {
        var old = _source.Current;
        File.WriteAllText(_files.CaFile, "");
        Assert.False(_source.Renew());
        Assert.Same(old, _source.Current);
        Assert.StartsWith($"{_files.CaFile}: holds no certificate", _source.Problem, StringComparison.Ordinal);

        File.Delete(_files.CaFile);
        _time.Advance(TlsContextSource.PollInterval);
        _time.Advance(TlsContextSource.PollInterval);
        Assert.Equal($"{_files.CaFile}: no such file", _source.Problem);

        File.WriteAllText(_files.CaFile, _tls.Authority.Pem);
        Assert.True(_source.Renew());
        Assert.Null(_source.Problem);
        Assert.NotSame(old, _source.Current);
    }

    [Fact]
    public void Does_not_begin_with_bad_files()
    {
        File.WriteAllText(_files.KeyFile, "");
        Assert.Throws<TlsFilesException>(
            () => new TlsContextSource(new TlsContextOptions(TlsRole.Server, _files, [], false), _time, NullLogger.Instance));
    }

    [Fact]
    public void Ends_with_its_disposal()
    {
        _source.Dispose();
        Rotate();
        _time.Advance(TlsContextSource.PollInterval * 3);
        Assert.Equal(0, _source.Renewals);
    }

    private DateTimeOffset Rotate()
    {
        var end = new DateTimeOffset(2032, 1, 2, 3, 4, 5, TimeSpan.Zero);
        _tls.Files(TlsRole.Server, _tls.Authority.Issue(_tls.ServerWish with { NotAfter = end }), _tls.Authority.Pem);
        return end;
    }
}
