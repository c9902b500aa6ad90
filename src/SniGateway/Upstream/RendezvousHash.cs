using Connectivity.Shared.Addressing;

namespace Connectivity.SniGateway.Upstream;

/// <summary>
/// Weighted rendezvous hashing: every client ranks all endpoints by a score, and the best usable one serves it. When an endpoint goes,
/// only its own clients move; when one comes, it takes its share evenly from the others.
/// </summary>
internal static class RendezvousHash
{
    /// <summary>The hash of an endpoint: address and port.</summary>
    public static ulong OfEndpoint(in SocketEndpoint endpoint) => Mix(OfSource(endpoint) + endpoint.Port + 1);

    /// <summary>The hash of a client: its address without the port.</summary>
    public static ulong OfSource(in SocketEndpoint source) => Mix(Mix(source.High) ^ source.Low);

    /// <summary>How well an endpoint suits a client; the greatest score wins. Exactly proportional to the weights over many clients.</summary>
    public static double Score(ulong source, ulong endpoint, int weight)
    {
        // 52 bits, shifted by a half: exact in a double, and neither 0 nor 1 comes out.
        var uniform = ((Mix(source ^ endpoint) >> 12) + 0.5) * (1.0 / (1UL << 52));
        return -weight / Math.Log(uniform);
    }

    // The finalizer of SplitMix64: every input bit changes every output bit with a chance of about one half.
    private static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
