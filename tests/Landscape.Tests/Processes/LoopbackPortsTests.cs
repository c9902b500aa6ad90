using System.Net;
using System.Net.Sockets;
using Connectivity.Landscape.Processes;
using Xunit;

namespace Connectivity.Landscape.Tests.Processes;

public sealed class LoopbackPortsTests : IDisposable
{
    private readonly LoopbackPorts _ports = new();

    public void Dispose() => _ports.Dispose();

    [Fact]
    public void No_port_is_given_twice()
    {
        var given = Enumerable.Range(0, 100).Select(_ => _ports.Take()).ToList();
        Assert.Equal(given.Count, given.Distinct().Count());
    }

    [Fact]
    public void A_port_is_held_against_other_landscapes_until_it_is_handed_over()
    {
        using var other = new LoopbackPorts();
        var port = _ports.Take();
        Assert.Throws<LandscapeException>(() => other.TakeExactly(port));

        _ports.HandOver(port);

        Assert.Equal(port, other.TakeExactly(port));
        Assert.NotEqual(port, _ports.Take(port));
    }

    [Fact]
    public void A_preferred_port_is_given_again_once_it_is_returned()
    {
        var port = _ports.Take();
        _ports.Return(port);
        Assert.Equal(port, _ports.Take(port));
    }

    [Fact]
    public void A_port_that_someone_listens_on_is_not_given()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var used = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.NotEqual(used, _ports.Take(used));
        Assert.Throws<LandscapeException>(() => _ports.TakeExactly(used));
    }
}
