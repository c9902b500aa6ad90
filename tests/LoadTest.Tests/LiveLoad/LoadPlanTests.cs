using System.Net.Sockets;
using System.Security.Authentication;
using Connectivity.LoadTest.LiveLoad;
using CsCheck;
using Xunit;

namespace Connectivity.LoadTest.Tests.LiveLoad;

public class LoadPlanTests
{
    [Fact]
    public void Workers_together_have_all_connections_and_begin_evenly() => Gen.Select(Gen.Int[1, 16], Gen.Int[16, 5000], Gen.Double[1, 5000]).Sample((processes, connections, rate) =>
    {
        var plans = Enumerable.Range(0, processes).Select(w => new LoadPlan { Target = "h:1", Mode = LoadMode.Dial, Processes = processes, Worker = w, Connections = connections, Rate = rate }).ToArray();
        Assert.Equal(connections, plans.Sum(static p => p.OwnConnections));
        var due = plans.SelectMany(static p => Enumerable.Range(0, 5).Select(n => p.Due(n))).Order().ToArray();
        Assert.All(due.Index(), d => Assert.Equal(d.Index / rate, d.Item.TotalSeconds, 1e-6));
    });

    [Theory]
    [InlineData("host:443", "host", 443)]
    [InlineData("10.0.0.1:1", "10.0.0.1", 1)]
    [InlineData("[::1]:8443", "::1", 8443)]
    public void An_address_is_a_host_and_a_port(string text, string host, int port) => Assert.Equal(new LoadAddress(host, port, null), LoadAddress.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("host")]
    [InlineData(":443")]
    [InlineData("host:")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("::1:443")]
    [InlineData("unix:")]
    public void What_is_no_address_is_none(string text) => Assert.Null(LoadAddress.TryParse(text));

    [Fact]
    public void A_unix_socket_is_an_address() => Assert.Equal("/run/a b", LoadAddress.TryParse("unix:/run/a b")!.UnixPath);

    [Fact]
    public void Failures_are_told_apart_by_type_and_code()
    {
        Assert.Equal(LoadFailure.Refused, LoadFailures.KindOf(new SocketException((int)SocketError.ConnectionRefused)));
        Assert.Equal(LoadFailure.Reset, LoadFailures.KindOf(new IOException("", new SocketException((int)SocketError.ConnectionReset))));
        Assert.Equal(LoadFailure.TimedOut, LoadFailures.KindOf(new TaskCanceledException()));
        Assert.Equal(LoadFailure.Tls, LoadFailures.KindOf(new HttpRequestException(HttpRequestError.SecureConnectionError, "", new AuthenticationException())));
        Assert.Equal(LoadFailure.Closed, LoadFailures.KindOf(new EndOfStreamException()));
        Assert.Equal(LoadFailure.HttpStatus, LoadFailures.KindOf(new LoadFailureException(LoadFailure.HttpStatus, "HTTP 503")));
        Assert.Equal(LoadFailure.OutOfResources, LoadFailures.KindOf(new SocketException((int)SocketError.AddressNotAvailable)));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.0 301 Moved")]
    public void A_success_is_one(string answer) => HttpExchange.CheckStatus(System.Text.Encoding.ASCII.GetBytes(answer));

    [Theory]
    [InlineData("HTTP/1.1 503 Service", LoadFailure.HttpStatus)]
    [InlineData("HTTP/1.1 100 Continue", LoadFailure.HttpStatus)]
    [InlineData("HTTP/1.1 2x0 OK", LoadFailure.Protocol)]
    [InlineData("SSH-2.0-OpenSSH_9", LoadFailure.Protocol)]
    [InlineData("HTTP", LoadFailure.Protocol)]
    [InlineData("", LoadFailure.Closed)]
    public void What_is_no_success_is_told_by_its_kind(string answer, object kind) =>
        Assert.Equal(kind, Assert.Throws<LoadFailureException>(() => HttpExchange.CheckStatus(System.Text.Encoding.ASCII.GetBytes(answer))).Kind);
}
