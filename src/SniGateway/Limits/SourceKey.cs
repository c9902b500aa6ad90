using Connectivity.Shared.Addressing;

namespace Connectivity.SniGateway.Limits;

/// <summary>
/// What counts as one source: an IPv4 address, or the /64 of an IPv6 address, since one subscriber has all of a /64 to choose from.
/// </summary>
internal readonly record struct SourceKey
{
    private readonly ulong _high;
    private readonly ulong _low;

    /// <summary>The source that an address belongs to; its port is not looked at.</summary>
    public SourceKey(in SocketEndpoint address)
    {
        _high = address.High;
        _low = address.IsIPv4 ? address.Low : 0;
    }

    /// <summary>A well-mixed 64-bit hash, for choosing a shard and a bucket.</summary>
    public ulong Hash
    {
        get
        {
            var hash = (_high ^ (_low * 0x9E37_79B9_7F4A_7C15)) * 0xD6E8_FEB8_6659_FD93;
            hash ^= hash >> 32;
            hash *= 0xD6E8_FEB8_6659_FD93;
            return hash ^ (hash >> 32);
        }
    }

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(Hash >> 32);
}
