using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>
/// What this agent may connect to. Asked with the very address that is about to be dialled, never with a name: what a name stands for can
/// change between two look-ups. Immutable.
/// </summary>
internal sealed class AllowList
{
    private readonly IReadOnlyList<AllowRule> _rules;
    private readonly Func<SocketEndpoint, bool> _isAlwaysRefused;

    /// <summary>Makes a list of the rules; nothing that is not in one of them is allowed.</summary>
    public AllowList(IReadOnlyList<AllowRule> rules)
        : this(rules, static endpoint => RefusedAddresses.Contains(endpoint))
    {
    }

    /// <summary>For tests, which have no other addresses than loopback to connect to.</summary>
    internal AllowList(IReadOnlyList<AllowRule> rules, Func<SocketEndpoint, bool> isAlwaysRefused) =>
        (_rules, _isAlwaysRefused) = (rules, isAlwaysRefused);

    /// <summary>Whether this address and port may be connected to.</summary>
    public bool Allows(SocketEndpoint endpoint)
    {
        if (endpoint.Port == 0 || _isAlwaysRefused(endpoint))
            return false;
        foreach (var rule in _rules)
        {
            if (rule.Cidr.Contains(endpoint) && HasPort(rule, endpoint.Port))
                return true;
        }

        return false;
    }

    private static bool HasPort(AllowRule rule, int port)
    {
        foreach (var range in rule.Ports)
        {
            if (range.Contains(port))
                return true;
        }

        return false;
    }
}
