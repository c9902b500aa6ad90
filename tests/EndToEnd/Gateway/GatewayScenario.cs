using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>What tests of the gateway share: programs and servers that end with the test.</summary>
public abstract class GatewayScenario : IAsyncLifetime
{
    private readonly List<GatewayProgram> _gateways = [];
    private readonly List<IDisposable> _others = [];

    /// <summary>A server name that is in the configuration of most tests.</summary>
    private protected const string Host = "api.a.example.org";

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var other in _others)
            other.Dispose();
        foreach (var gateway in _gateways)
            await gateway.DisposeAsync();
    }

    /// <summary>Starts the published gateway.</summary>
    private protected async Task<GatewayProgram> StartAsync(
        IReadOnlyList<HostRoute> routes, string more = "", ConfigurationWrite write = ConfigurationWrite.Rename)
    {
        var gateway = await GatewayProgram.StartAsync(routes, more, write);
        _gateways.Add(gateway);
        return gateway;
    }

    /// <summary>Starts a server.</summary>
    private protected EchoBackend StartBackend(string name) => Own(new EchoBackend(name));

    /// <summary>Connects a client.</summary>
    private protected async Task<EchoClient> ConnectAsync(GatewayProgram gateway, string host = Host) =>
        Own(await EchoClient.ConnectAsync(gateway.Port, host));

    /// <summary>Disposes of something at the end of the test.</summary>
    private protected T Own<T>(T other)
        where T : IDisposable
    {
        _others.Add(other);
        return other;
    }
}
