using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Server;

/// <summary>Which agent is asked for a destination. On the loop's thread only.</summary>
/// <param name="sessions">The sessions of now, live or not.</param>
/// <param name="zone">The server's zone; empty: in none.</param>
internal sealed class AgentDirectory(IEnumerable<TunnelSession> sessions, string zone)
{
    /// <summary>The server's zone; empty: in none, so that no agent is in it.</summary>
    public string Zone { get; set; } = zone;

    /// <summary>The sessions of now, live or not.</summary>
    public IEnumerable<TunnelSession> Sessions => sessions;

    /// <summary>Whether there is an agent that has only lost its carriers, or waits for a sign of life on them.</summary>
    public bool MayComeBack
    {
        get
        {
            foreach (var session in sessions)
            {
                if (session is { IsEnded: false, IsPeerDraining: false, IsUsable: false })
                    return true;
            }

            return false;
        }
    }

    /// <summary>The best agent that takes new streams; null: there is none.</summary>
    /// <param name="host">A name, or an address without brackets. Agents are chosen by prefix for an address only: a name means what the agent resolves it to.</param>
    /// <param name="except">Those that were asked already.</param>
    public TunnelSession? Pick(string host, ReadOnlySpan<TunnelSession> except)
    {
        var address = Address(host);
        TunnelSession? best = null;
        var bestRank = default(AgentRank);
        foreach (var session in sessions)
        {
            if (!session.IsUsable || except.Contains(session))
                continue;
            var rank = Rank(session, address);
            if (best is not null && rank <= bestRank)
                continue;
            (best, bestRank) = (session, rank);
        }

        return best;
    }

    private static SocketEndpoint? Address(string host) =>
        IPAddress.TryParse(host, out var address) ? SocketEndpoint.From(address, 0) : null;

    private AgentRank Rank(TunnelSession session, in SocketEndpoint? address)
    {
        var longest = -1;
        if (address is { } endpoint)
        {
            foreach (var prefix in session.PeerPrefixes)
            {
                if (prefix.PrefixLength > longest && prefix.Contains(endpoint))
                    longest = prefix.PrefixLength;
            }
        }

        return new AgentRank(longest, Zone.Length > 0 && session.PeerZone == Zone, session.Load, session.RttMicroseconds);
    }
}
