using System.Net;
using System.Net.Sockets;
using Connectivity.Landscape.Processes;
using Xunit;

namespace Connectivity.Landscape.Tests.Processes;

public sealed class LoopbackPortsTests
{
    [Fact]
    public void No_port_is_given_twice()
    {
        var ports = new LoopbackPorts();
        var given = Enumerable.Range(0, 100).Select(_ => ports.Take()).ToList();
        Assert.Equal(given.Count, given.Distinct().Count());
    }

    [Fact]
    public void A_preferred_port_is_given_once_it_is_returned()
    {
        var ports = new LoopbackPorts();
        var port = ports.Take();
        Assert.NotEqual(port, ports.Take(port));
        ports.Return(port);
        Assert.Equal(port, ports.Take(port));
    }

    [Fact]
    public void A_port_that_someone_listens_on_is_not_given()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var used = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.NotEqual(used, new LoopbackPorts().Take(used));
        Assert.Throws<LandscapeException>(() => new LoopbackPorts().TakeExactly(used));
    }
}
