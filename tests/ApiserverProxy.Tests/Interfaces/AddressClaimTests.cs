using System.Net;
using Connectivity.ApiserverProxy.Interfaces;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Interfaces;

public sealed class AddressClaimTests
{
    private const string Name = "apiserver-proxy";
    private static readonly IPAddress Four = IPAddress.Parse("240.0.0.5");
    private static readonly IPAddress Six = IPAddress.Parse("64:ff9b:1::f000:5");

    [Fact]
    public void Addresses_of_both_families_are_put_on_an_interface_of_their_own_and_taken_away() => OwnNamespace.Run(static () =>
    {
        var claim = new AddressClaim(Name, [Four, Six]);

        Assert.Equal(3, claim.Ensure().Count);

        using var kernel = new RouteSocket();
        var link = kernel.FindLink(Name)!;
        Assert.Contains(link.Kind, new[] { "dummy", "bridge" });
        Assert.True(link.IsUp);
        Assert.Contains(new AddressState(link.Index, Four, 32), kernel.Addresses());
        Assert.Contains(new AddressState(link.Index, Six, 128), kernel.Addresses());
        Assert.Empty(claim.Ensure());

        claim.Release();
        Assert.Null(kernel.FindLink(Name));
        claim.Release();
    });

    [Fact]
    public void A_client_reaches_a_listener_at_a_claimed_address() => OwnNamespace.Run(static () =>
    {
        new AddressClaim(Name, [Four]).Ensure();
        using var listener = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(Four, 443));
        listener.Listen();
        using var client = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        // The way to an address of the machine's own goes over lo, wherever the address is.
        using var kernel = new RouteSocket();
        kernel.SetUp(kernel.FindLink("lo")!.Index);
        client.Connect(new IPEndPoint(Four, 443));
        Assert.True(listener.Poll(-1, System.Net.Sockets.SelectMode.SelectRead));
    });

    [Fact]
    public void What_somebody_removed_is_put_back() => OwnNamespace.Run(static () =>
    {
        var claim = new AddressClaim(Name, [Four]);
        claim.Ensure();
        using var kernel = new RouteSocket();

        kernel.DeleteAddress(kernel.FindLink(Name)!.Index, Four);
        Assert.Equal([$"put {Four} on {Name}"], claim.Ensure());

        kernel.DeleteLink(kernel.FindLink(Name)!.Index);
        Assert.Equal(2, claim.Ensure().Count);
        Assert.Contains(kernel.Addresses(), a => a.Address.Equals(Four));
    });

    [Fact]
    public void An_address_that_was_left_on_lo_is_moved() => OwnNamespace.Run(static () =>
    {
        using var kernel = new RouteSocket();
        var lo = kernel.FindLink("lo")!.Index;
        kernel.AddAddress(lo, Four);

        new AddressClaim(Name, [Four]).Ensure();

        Assert.DoesNotContain(kernel.Addresses(), a => a.Index == lo && a.Address.Equals(Four));
        Assert.Contains(kernel.Addresses(), a => a.Index == kernel.FindLink(Name)!.Index && a.Address.Equals(Four));
    });

    [Fact]
    public void An_address_of_the_nodes_own_is_not_claimed() => OwnNamespace.Run(static () =>
    {
        using var kernel = new RouteSocket();
        Assert.True(kernel.TryAddLink("node0", "bridge") is 0 || kernel.TryAddLink("node0", "dummy") is 0);
        kernel.AddAddress(kernel.FindLink("node0")!.Index, Four);

        var refused = Assert.Throws<AddressClaimException>(static () => new AddressClaim(Name, [Four]).Ensure());

        Assert.Contains("240.0.0.5 is on interface", refused.Message, StringComparison.Ordinal);
        Assert.Contains(kernel.Addresses(), a => a.Address.Equals(Four));
    });

    [Fact]
    public void An_interface_with_other_addresses_on_it_stays() => OwnNamespace.Run(static () =>
    {
        var claim = new AddressClaim(Name, [Four]);
        claim.Ensure();
        using var kernel = new RouteSocket();
        kernel.AddAddress(kernel.FindLink(Name)!.Index, IPAddress.Parse("240.0.0.6"));

        claim.Release();

        Assert.Equal(["240.0.0.6"], kernel.Addresses().Where(a => a.Index == kernel.FindLink(Name)!.Index && !a.Address.IsIPv6LinkLocal).Select(static a => a.Address.ToString()));
    });

    [Fact]
    public void The_kernel_tells_a_monitor_of_a_removed_address_and_the_keeper_puts_it_back() => OwnNamespace.Run(static () =>
    {
        var claim = new AddressClaim(Name, [Four]);
        claim.Ensure();
        using var keeper = new AddressKeeper(claim, TimeProvider.System, NullLogger.Instance);
        using var monitor = NetlinkSocket.OpenMonitor();
        using var kernel = new RouteSocket();

        kernel.DeleteAddress(kernel.FindLink(Name)!.Index, Four);

        Assert.True(monitor.Receive(new byte[8192]) > 0);
        keeper.Look();
        Assert.Equal((1L, null), (keeper.Repairs, keeper.Problem));
        Assert.Contains(kernel.Addresses(), a => a.Address.Equals(Four));
    });
}
