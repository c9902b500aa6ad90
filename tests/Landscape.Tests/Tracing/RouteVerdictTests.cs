using Connectivity.Landscape.Tracing;
using Xunit;

namespace Connectivity.Landscape.Tests.Tracing;

public sealed class RouteVerdictTests
{
    private const string Host = "api.a.example.test";
    private const string Gone = "; the process 'kube-apiserver of shoot a' is not running";

    private static readonly HandshakeResult Good = new(HandshakeEnd.Ok, TimeSpan.FromMilliseconds(2), "");
    private static readonly HandshakeResult Refused =
        new(HandshakeEnd.NotConnected, TimeSpan.FromMilliseconds(1), "connection refused (ECONNREFUSED): nobody listens there");

    [Fact]
    public void A_right_certificate_through_the_gateway_is_ok_and_told_beside_the_way_past_it()
    {
        var leg = RouteVerdict.Of(Host, Good with { Took = TimeSpan.FromMilliseconds(3.25) }, Good, null, "");
        Assert.Equal(
            (LegVerdict.Ok, TimeSpan.FromMilliseconds(3.25), $"TLS as {Host}, right certificate; past the gateway 2.0 ms"),
            (leg.Verdict, leg.Took, leg.Detail));
    }

    [Fact]
    public void A_gateway_that_is_away_is_the_fault_of_the_leg_before()
    {
        var leg = RouteVerdict.Of(Host, Refused, Good, null, "");
        Assert.Equal((LegVerdict.NotReached, "the gateway cannot be connected to; past the gateway 2.0 ms"), (leg.Verdict, leg.Detail));
    }

    [Fact]
    public void An_unknown_name_is_the_gateways() => AssertFailed(
        $"the gateway has no route for {Host}: TLS alert unrecognized_name (112); past the gateway 2.0 ms; "
            + "the gateway's access log says NoRoute (self)",
        Alert(AlertText.UnrecognizedName), Good, new GatewayRecord("NoRoute", "self", null));

    [Fact]
    public void A_source_that_is_not_allowed_is_the_routes() => AssertFailed(
        "the route's allowedSources do not have this machine: TLS alert access_denied (49); past the gateway 2.0 ms",
        Alert(AlertText.AccessDenied), Good);

    [Fact]
    public void A_dead_apiserver_is_named_though_the_gateway_answers() => AssertFailed(
        $"kube-apiserver does not answer: connection refused (ECONNREFUSED): nobody listens there{Gone}; "
            + "through the gateway: TLS alert internal_error (80); the gateway's access log says ConnectRefused (upstream), backend 127.0.0.1:20001",
        Alert(AlertText.InternalError), Refused, new GatewayRecord("ConnectRefused", "upstream", "127.0.0.1:20001"), Gone);

    [Fact]
    public void A_gateway_without_a_way_to_a_living_apiserver_is_named() => AssertFailed(
        "the gateway finds no way to kube-apiserver, which answers past it: TLS alert internal_error (80)", Alert(AlertText.InternalError), Good);

    [Fact]
    public void A_gateway_that_takes_the_connection_and_says_nothing_is_named() => AssertFailed(
        "the gateway does not pass the handshake on: no answer; past the gateway 2.0 ms", Good with { End = HandshakeEnd.TimedOut, Detail = "no answer" }, Good);

    [Fact]
    public void A_wrong_certificate_is_the_gateways_where_the_right_one_comes_past_it_and_else_the_apiservers()
    {
        var wrong = Good with { End = HandshakeEnd.CertificateWrong, Detail = "the certificate of CN=x is not for it" };
        AssertFailed("the gateway leads to another server: the certificate of CN=x is not for it; past the gateway 2.0 ms", wrong, Good);
        AssertFailed("kube-apiserver is at fault, with and without the gateway: the certificate of CN=x is not for it", wrong, wrong);
    }

    private static HandshakeResult Alert(byte alert) =>
        new(HandshakeEnd.Alert, TimeSpan.FromMilliseconds(1), $"TLS alert {AlertText.Of(alert)}", alert);

    private static void AssertFailed(
        string cause, HandshakeResult through, HandshakeResult straight, GatewayRecord? record = null, string missing = "")
    {
        var leg = RouteVerdict.Of(Host, through, straight, record, missing);
        Assert.Equal((LegVerdict.Failed, cause), (leg.Verdict, leg.Detail));
    }
}
