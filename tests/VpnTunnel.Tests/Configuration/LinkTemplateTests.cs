using Connectivity.VpnTunnel.Configuration;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Configuration;

public sealed class LinkTemplateTests
{
    [Fact]
    public void The_id_is_put_where_its_placeholder_is()
    {
        var template = Template("{ gateway: 'g:8443', connectHeaders: { X-Gardener-Destination: 'outbound|1194||{server}.ns.svc' }, tlsServerName: vpn }");

        var link = template.For("vpn-seed-server-3")!;

        Assert.Equal("vpn-seed-server-3", link.Name);
        Assert.Equal("g:8443", link.Hop.ToString());
        Assert.Equal("outbound|1194||vpn-seed-server-3.ns.svc", link.ConnectHeaders[0].Value);
        Assert.Equal("vpn", link.TlsServerName);
    }

    [Fact]
    public void Without_a_name_for_TLS_it_is_that_of_the_address() =>
        Assert.Equal("s-1", Template("{ address: '{server}:1194' }").For("s-1")!.TlsServerName);

    [Theory]
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    [InlineData("a:1")]
    [InlineData("")]
    [InlineData("../x")]
    public void An_id_that_breaks_the_address_leads_nowhere(string id) => Assert.Null(Template("{ address: '{server}:1194', tlsServerName: vpn }").For(id));

    [Fact]
    public void An_id_cannot_write_a_header_of_its_own() =>
        Assert.Null(Template("{ gateway: 'g:1', connectHeaders: { X: '{server}' }, tlsServerName: vpn }").For("a\r\nX-Admin: true"));

    [Fact]
    public void A_template_that_leads_to_one_server_only_is_refused()
    {
        var errors = Configured.AgentErrors(Configured.MinimalAgent + "serverTemplate: { address: 'vpn:1194' }");

        Assert.Equal(["serverTemplate.address: needs {server} in it, or in a header: every server would be the same"], errors);
    }

    private static LinkTemplate Template(string text) => Configured.Agent(Configured.MinimalAgent + $"serverTemplate: {text}").ServerTemplate!;
}
