namespace Connectivity.VpnTunnel.Server;

/// <summary>
/// How well an agent suits a destination. Compared in the order of the parts: an agent that is the node, or nearer to it, beats one in our zone, that
/// beats one with fewer streams, and where all is equal the quicker one is taken. The better rank is the greater.
/// </summary>
/// <param name="PrefixLength">The longest prefix of the agent that has the destination's address; -1: none has.</param>
/// <param name="IsInOurZone">Whether the agent says that it is in the server's zone.</param>
/// <param name="Load">Its streams, opening ones included.</param>
/// <param name="RttMicroseconds">The round trip to it.</param>
internal readonly record struct AgentRank(int PrefixLength, bool IsInOurZone, int Load, long RttMicroseconds) : IComparable<AgentRank>
{
    /// <inheritdoc/>
    public int CompareTo(AgentRank other)
    {
        var byPrefix = PrefixLength.CompareTo(other.PrefixLength);
        if (byPrefix != 0)
            return byPrefix;
        var byZone = IsInOurZone.CompareTo(other.IsInOurZone);
        if (byZone != 0)
            return byZone;
        var byLoad = other.Load.CompareTo(Load);
        return byLoad != 0 ? byLoad : other.RttMicroseconds.CompareTo(RttMicroseconds);
    }

    public static bool operator <(AgentRank left, AgentRank right) => left.CompareTo(right) < 0;

    public static bool operator >(AgentRank left, AgentRank right) => left.CompareTo(right) > 0;

    public static bool operator <=(AgentRank left, AgentRank right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AgentRank left, AgentRank right) => left.CompareTo(right) >= 0;
}
