using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Upstream;

/// <summary>The policies of <see cref="LoadBalancing"/>. Each returns null when there are no candidates.</summary>
internal static class PickPolicies
{
    /// <summary>
    /// The candidate with the fewest connections for its share, the new one included. Equal ones are chosen among by chance, so that a
    /// quiet route does not send everything to its first endpoint.
    /// </summary>
    /// <param name="candidates">The endpoints to choose from.</param>
    /// <param name="turn">A number that is another at each pick.</param>
    public static BackendEndpoint? LeastConnections(PickCandidates candidates, uint turn)
    {
        BackendEndpoint? best = null;
        long bestLoad = 0, bestShare = 1;
        uint equals = 0;
        while (candidates.MoveNext())
        {
            var load = candidates.Current.Active + 1L;
            var difference = (load * bestShare) - (bestLoad * candidates.Share);
            if (best is not null && difference > 0)
                continue;
            equals = best is null || difference < 0 ? 1 : equals + 1;
            // The k-th of equals replaces the choice with a chance of 1/k: each has the same chance in the end.
            if (equals > 1 && Scramble(turn + equals) % equals != 0)
                continue;
            (best, bestLoad, bestShare) = (candidates.Current, load, candidates.Share);
        }

        return best;
    }

    /// <summary>
    /// The candidate whose turn it is. A round has as many turns as the shares add up to, and hands each candidate exactly its share,
    /// spread over the round rather than in one go.
    /// </summary>
    /// <param name="candidates">The endpoints to choose from.</param>
    /// <param name="turn">A number that is one more at each pick.</param>
    public static BackendEndpoint? RoundRobin(PickCandidates candidates, uint turn)
    {
        var total = 0;
        for (var walk = candidates; walk.MoveNext();)
            total += walk.Share;
        if (total == 0)
            return null;
        var position = (int)((ulong)turn % (uint)total * (uint)Stride(total) % (uint)total);
        BackendEndpoint? picked = null;
        while (position >= 0 && candidates.MoveNext())
        {
            picked = candidates.Current;
            position -= candidates.Share;
        }

        return picked;
    }

    /// <summary>The candidate that suits the client's address best.</summary>
    public static BackendEndpoint? SourceHash(PickCandidates candidates, in SocketEndpoint client)
    {
        var source = RendezvousHash.OfSource(client);
        BackendEndpoint? best = null;
        var bestScore = double.NegativeInfinity;
        while (candidates.MoveNext())
        {
            var score = RendezvousHash.Score(source, candidates.Current.Hash, candidates.Share);
            if (score <= bestScore)
                continue;
            (best, bestScore) = (candidates.Current, score);
        }

        return best;
    }

    // A step near the golden section of the round that has no divisor in common with it: it visits every turn once, far from the last.
    private static int Stride(int total)
    {
        var stride = Math.Max(1, (int)(total * 0.618));
        while (GreatestCommonDivisor(stride, total) != 1)
            stride--;
        return stride;
    }

    /// <summary>The greatest number that divides both; the other number when one is 0.</summary>
    public static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    private static uint Scramble(uint value)
    {
        value = (value ^ (value >> 16)) * 0x7FEB_352D;
        value = (value ^ (value >> 15)) * 0x846C_A68B;
        return value ^ (value >> 16);
    }
}
