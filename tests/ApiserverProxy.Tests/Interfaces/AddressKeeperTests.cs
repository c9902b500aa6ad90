using System.Net;
using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Interfaces;
using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Interfaces;

/// <summary>The keeper beside the real kernel: somebody takes something away, and it comes back.</summary>
public sealed class AddressKeeperTests
{
    private const string Name = "apiserver-proxy";
    private static readonly IPAddress Four = IPAddress.Parse("240.0.0.5");
    private static readonly IPAddress Six = IPAddress.Parse("64:ff9b:1::f000:5");

    [Fact]
    public void A_removed_address_is_put_back_when_the_kernel_tells_of_it() =>
        Repairs(static kernel => kernel.DeleteAddress(kernel.FindLink(Name)!.Index, Four), $"put {Four} on {Name}");

    [Fact]
    public void A_removed_IPv6_address_is_put_back() =>
        Repairs(static kernel => kernel.DeleteAddress(kernel.FindLink(Name)!.Index, Six), $"put {Six} on {Name}");

    [Fact]
    public void A_removed_interface_is_made_again_with_its_addresses() =>
        Repairs(static kernel => kernel.DeleteLink(kernel.FindLink(Name)!.Index), $"made interface {Name}");

    [Fact]
    public void An_interface_that_was_set_down_is_set_up() =>
        Repairs(static kernel => kernel.SetUp(kernel.FindLink(Name)!.Index, isUp: false), $"set {Name} up");

    [Fact]
    public void An_address_that_comes_up_on_the_nodes_own_interface_is_a_problem_until_it_is_gone() => RunKeeper(static async (keeper, kernel, log) =>
    {
        Assert.True(kernel.TryAddLink("node0", "bridge") is 0 || kernel.TryAddLink("node0", "dummy") is 0);
        var node = kernel.FindLink("node0")!.Index;
        kernel.AddAddress(node, Four);
        await Bound.UntilAsync(() => keeper.Problem is not null);
        Assert.Contains("240.0.0.5 is on interface", keeper.Problem, StringComparison.Ordinal);
        Assert.Single(log.Lines, static l => l.StartsWith("Error: Addresses cannot be put in their place", StringComparison.Ordinal));

        kernel.DeleteAddress(node, Four);
        await Bound.UntilAsync(() => keeper.Problem is null);
    });

    [Fact]
    public void Without_a_word_from_the_kernel_it_looks_when_it_is_time() => OwnNamespace.Run(static async () =>
    {
        var claim = new AddressClaim(Name, [Four]);
        claim.Ensure();
        var clock = new FakeTimeProvider();
        using var keeper = new AddressKeeper(claim, clock, new TestLog());
        using var kernel = new RouteSocket();
        using var ending = new CancellationTokenSource();
        // Nobody listens to the kernel.
        var running = keeper.WaitAndLookAsync(static () => new InterfaceOptions { Check = TimeSpan.FromMinutes(1) }, ending.Token);
        kernel.DeleteAddress(kernel.FindLink(Name)!.Index, Four);
        Assert.DoesNotContain(kernel.Addresses(), static a => a.Address.Equals(Four));

        clock.Advance(TimeSpan.FromMinutes(1));

        await Bound.UntilAsync(() => keeper.Repairs == 1);
        Assert.Contains(kernel.Addresses(), static a => a.Address.Equals(Four));
        await ending.CancelAsync();
        await running;
    });

    private static void Repairs(Action<RouteSocket> damage, string told) => RunKeeper(async (keeper, kernel, log) =>
    {
        damage(kernel);

        await Bound.UntilAsync(() => keeper.Repairs > 0 && IsWhole(kernel));
        Assert.Null(keeper.Problem);
        Assert.Contains(log.Lines, l => l.StartsWith("Warning: Addresses were not in their place: ", StringComparison.Ordinal) && l.Contains(told, StringComparison.Ordinal));
    });

    // Its own clock stands still: what it does, it does since the kernel told it.
    private static void RunKeeper(Func<AddressKeeper, RouteSocket, TestLog, Task> test) => OwnNamespace.Run(async () =>
    {
        var log = new TestLog();
        var claim = new AddressClaim(Name, [Four, Six]);
        claim.Ensure();
        using var loops = new EventLoopGroup(1, 0, TimeProvider.System, log);
        using var keeper = new AddressKeeper(claim, new FakeTimeProvider(), log);
        using var kernel = new RouteSocket();
        using var ending = new CancellationTokenSource();
        await keeper.WatchAsync(loops.Loops[0], ending.Token);
        var running = keeper.WaitAndLookAsync(static () => new InterfaceOptions(), ending.Token);
        await test(keeper, kernel, log);
        await ending.CancelAsync();
        await running;
    });

    private static bool IsWhole(RouteSocket kernel) =>
        kernel.FindLink(Name) is { IsUp: true } link
        && new[] { Four, Six }.All(address => kernel.Addresses().Any(a => a.Index == link.Index && a.Address.Equals(address)));
}
