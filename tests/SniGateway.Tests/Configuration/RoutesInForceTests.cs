using Connectivity.Shared.Configuration;
using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Configuration;

/// <summary>What a reload takes over from the routes in force.</summary>
public sealed class RoutesInForceTests
{
    private const string Two = Configured.Listener + """
        routes:
          - { name: a, hosts: [a.example.org], backends: [{ address: 10.0.0.1:443 }] }
          - { name: b, hosts: [b.example.org, "*.b.example.org"], backends: [{ address: 10.0.0.2:443, weight: 2 }] }
        """;

    [Fact]
    public void An_equal_route_is_the_one_in_force_itself()
    {
        var inForce = Configured.Read(Two);

        var next = Read(Two, inForce);

        Assert.Same(inForce.Routes[0], next.Routes[0]);
        Assert.Same(inForce.Routes[1], next.Routes[1]);
    }

    [Fact]
    public void A_changed_route_is_as_the_file_has_it_and_the_others_stay()
    {
        var inForce = Configured.Read(Two);

        var next = Read(Two.Replace("weight: 2", "weight: 3", StringComparison.Ordinal), inForce);

        Assert.Same(inForce.Routes[0], next.Routes[0]);
        Assert.Equal(3, next.Routes[1].Backends[0].Weight);
    }

    [Fact]
    public void A_route_that_took_the_name_of_another_is_not_mistaken_for_it()
    {
        var inForce = Configured.Read(Two);

        var next = Read(Two.Replace("name: a", "name: c", StringComparison.Ordinal).Replace("name: b", "name: a", StringComparison.Ordinal), inForce);

        Assert.Equal("c", next.Routes[0].Name);
        Assert.Equal("b.example.org", next.Routes[1].Hosts[0]);
    }

    private static GatewayOptions Read(string text, GatewayOptions inForce)
    {
        var errors = new ConfigErrors("gateway.yaml");
        var options = ConfigReader.Bind(new StringReader(text), GatewayOptionsBinder.NewBinding(inForce), errors);
        Assert.Empty(errors.Lines());
        return options!;
    }
}
