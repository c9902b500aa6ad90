using System.ComponentModel;
using System.Net;
using Connectivity.Shared.Native;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>The addresses cannot be claimed; the message says which, and why.</summary>
internal sealed class AddressClaimException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Addresses on an interface of their own: made, looked after, removed. Idempotent: what is in its place is left alone. Of one thread at a time.
/// </summary>
/// <param name="name">The interface.</param>
/// <param name="addresses">The addresses, without duplicates.</param>
internal sealed class AddressClaim(string name, IReadOnlyList<IPAddress> addresses)
{
    // Dummy: nothing behind it. Bridge: what kernels without it have, and a bridge without ports has nothing behind it either.
    private static readonly string[] Kinds = ["dummy", "bridge"];

    // Where the kernel has no way to make an interface of a kind.
    private const int NotSupported = 95;
    private const int Exists = 17;
    private const string Loopback = "lo";

    /// <summary>Puts everything in its place.</summary>
    /// <returns>What had to be done, in words; empty when all was in its place.</returns>
    /// <exception cref="AddressClaimException">It cannot be done.</exception>
    public IReadOnlyList<string> Ensure()
    {
        try
        {
            using var kernel = new RouteSocket();
            var done = new List<string>();
            var link = EnsureLink(kernel, done);
            var present = kernel.Addresses();
            foreach (var address in addresses)
                EnsureAddress(kernel, link, present, address, done);
            return done;
        }
        catch (Win32Exception e)
        {
            throw new AddressClaimException($"{name} with {string.Join(", ", addresses)}: {Words(e)}", e);
        }
    }

    /// <summary>Takes the addresses away, and the interface too unless somebody has put others on it, or it is none of the kinds made here.</summary>
    /// <exception cref="AddressClaimException">It cannot be done.</exception>
    public void Release()
    {
        try
        {
            using var kernel = new RouteSocket();
            if (kernel.FindLink(name) is not { } link)
                return;
            foreach (var own in kernel.Addresses().Where(a => a.Index == link.Index && addresses.Contains(a.Address)))
                kernel.DeleteAddress(link.Index, own.Address);
            if (Kinds.Contains(link.Kind, StringComparer.Ordinal) && kernel.Addresses().All(a => a.Index != link.Index || a.Address.IsIPv6LinkLocal))
                kernel.DeleteLink(link.Index);
        }
        catch (Win32Exception e)
        {
            throw new AddressClaimException($"{name}: {Words(e)}", e);
        }
    }

    private LinkState EnsureLink(RouteSocket kernel, List<string> done)
    {
        if (kernel.FindLink(name) is not { } link)
        {
            link = Make(kernel);
            done.Add($"made interface {name} of kind {link.Kind}");
        }

        if (link.IsUp)
            return link;
        kernel.SetUp(link.Index);
        done.Add($"set {name} up");
        return link;
    }

    private LinkState Make(RouteSocket kernel)
    {
        var error = NotSupported;
        foreach (var kind in Kinds)
        {
            error = kernel.TryAddLink(name, kind);
            // Another one was faster: then there is one.
            if (error is 0 or Exists && kernel.FindLink(name) is { } link)
                return link;
            if (error != NotSupported)
                break;
        }

        throw new Win32Exception(error);
    }

    private void EnsureAddress(RouteSocket kernel, LinkState link, IReadOnlyList<AddressState> present, IPAddress address, List<string> done)
    {
        foreach (var other in present.Where(p => p.Index != link.Index && p.Address.Equals(address)))
        {
            // Earlier proxies had it on lo. Anywhere else it is the node's own, and a mistake to claim.
            if (other.Index != kernel.FindLink(Loopback)?.Index)
                throw new AddressClaimException($"{address} is on interface {other.Index} of this machine already, which is not {name}");
            kernel.DeleteAddress(other.Index, address);
            done.Add($"took {address} off {Loopback}");
        }

        if (present.Any(p => p.Index == link.Index && p.Address.Equals(address)))
            return;
        kernel.AddAddress(link.Index, address);
        done.Add($"put {address} on {name}");
    }

    private static string Words(Win32Exception e) => e.NativeErrorCode switch
    {
        Errno.EPERM => "not permitted: it takes CAP_NET_ADMIN",
        Errno.EACCES => "not permitted: is IPv6 switched off on this machine?",
        NotSupported => "this kernel has neither dummy interfaces nor bridges",
        _ => e.Message,
    };
}
