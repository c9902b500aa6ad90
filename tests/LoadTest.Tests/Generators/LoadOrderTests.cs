using System.Net;
using Connectivity.LoadTest.Generators;
using Xunit;

namespace Connectivity.LoadTest.Tests.Generators;

public sealed class LoadOrderTests
{
    [Fact]
    public void An_order_arrives_as_it_was_given()
    {
        var order = new LoadOrder(LoadKind.PacedList, new IPEndPoint(IPAddress.Loopback, 7443), 3, 500, 64, 0.5, 2_000_000);
        Assert.Equal(order, LoadOrder.Parse(order.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Echo 127.0.0.1:1 0 1 1")]
    public void What_is_no_order_is_refused(string line) => Assert.Throws<FormatException>(() => LoadOrder.Parse(line));
}
