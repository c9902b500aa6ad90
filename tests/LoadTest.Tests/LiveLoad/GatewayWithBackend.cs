using Xunit;

namespace Connectivity.LoadTest.Tests.LiveLoad;

/// <summary>A gateway with two names that lead to one backend.</summary>
public sealed class GatewayWithBackend : IAsyncLifetime
{
    internal const string A = "api.a.example";
    internal const string B = "api.b.example";

    internal TlsBackend Backend { get; private set; } = null!;

    internal RunningGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Backend = await TlsBackend.StartAsync(A, B);
        Gateway = await RunningGateway.StartAsync(Backend.Address, A, B);
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
    }
}
