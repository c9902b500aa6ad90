using Connectivity.Shared.Configuration;
using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Configuration;

/// <summary>Configuration files and what becomes of them.</summary>
internal static class Configured
{
    public const string Listener = "listeners: [{ name: tls, address: 0.0.0.0:443 }]\n";

    public static GatewayOptions Read(string text)
    {
        var errors = new ConfigErrors("gateway.yaml");
        var options = GatewayOptionsBinder.Read(text, errors);
        Assert.Empty(errors.Lines());
        return options!;
    }

    public static string[] Errors(string text)
    {
        var errors = new ConfigErrors("gateway.yaml");
        Assert.Null(GatewayOptionsBinder.Read(text, errors));
        return [.. errors.Lines()];
    }
}
