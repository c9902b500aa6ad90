using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.Dialing;

/// <summary>
/// The addresses of one host that is dialled again and again. When it cannot be looked up, the last good ones are taken: the tunnel must not
/// need a name server that is reached through the tunnel.
/// </summary>
public sealed class HopAddresses(NameResolver resolver)
{
    private volatile Known _known = new("", []);

    /// <summary>The addresses of a host, in the order in which they are to be tried.</summary>
    /// <param name="hop">The host and port.</param>
    /// <param name="timeout">How long a look-up may take.</param>
    /// <returns>At least one address; or none and the reason.</returns>
    public async Task<(SocketEndpoint[] Addresses, LookUpResult? Failure)> FindAsync(HostEndpoint hop, TimeSpan timeout)
    {
        if (hop.Literal is { } literal)
            return ([literal], null);
        var result = await resolver.ResolveAsync(hop.Host, timeout);
        if (result.Outcome == LookUpOutcome.Found)
        {
            var found = AddressOrder.Interleave(result.Addresses.Select(a => SocketEndpoint.From(a, hop.Port)));
            _known = new Known(hop.Host, found);
            return (found, null);
        }

        var known = _known;
        if (known.Addresses.Length > 0 && string.Equals(known.Host, hop.Host, StringComparison.Ordinal))
            return ([.. known.Addresses.Select(a => a.WithPort(hop.Port))], null);
        return ([], result);
    }

    private sealed record Known(string Host, SocketEndpoint[] Addresses);
}
