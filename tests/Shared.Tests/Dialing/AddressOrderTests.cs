using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Xunit;

namespace Connectivity.Shared.Tests.Dialing;

public sealed class AddressOrderTests
{
    [Theory]
    [InlineData("6a 6b 4a 4b", "6a 4a 6b 4b")]
    [InlineData("4a 4b 6a", "4a 6a 4b")]
    [InlineData("4a 4b 4c", "4a 4b 4c")]
    [InlineData("6a 4a 6a 4a", "6a 4a")]
    [InlineData("6a 6b 6c 6d 6e 6f 4a 4b 4c", "6a 4a 6b 4b 6c 4c 6d 6e")]
    [InlineData("", "")]
    public void Families_alternate_and_each_keeps_its_order(string addresses, string ordered) =>
        Assert.Equal(Read(ordered), AddressOrder.Interleave(Read(addresses)));

    private static SocketEndpoint[] Read(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static a =>
            SocketEndpoint.TryParse(a[0] == '4' ? $"10.0.0.{(int)a[1]}:1" : $"[2001:db8::{(int)a[1]}]:1", out var e) ? e : throw new FormatException(a))];
}
