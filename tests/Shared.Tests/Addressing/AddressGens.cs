using Connectivity.Shared.Addressing;
using CsCheck;

namespace Connectivity.Shared.Tests.Addressing;

/// <summary>Generators of addresses for property tests.</summary>
internal static class AddressGens
{
    public static readonly Gen<SocketEndpoint> IPv4 =
        Gen.Select(Gen.UInt, Gen.UShort, static (address, port) => SocketEndpoint.FromIPv4(address, port));

    /// <summary>Half of the groups are zero, so that texts have gaps of every length and place.</summary>
    public static readonly Gen<SocketEndpoint> IPv6 =
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Byte, Gen.UShort, static (high, low, mask, port) =>
            new SocketEndpoint(high & Mask(mask >> 4), low & Mask(mask), port)).Where(static e => !e.IsIPv4 && !e.IsNone);

    public static readonly Gen<SocketEndpoint> Any = Gen.OneOf(IPv4, IPv6);

    private static ulong Mask(int groups)
    {
        var mask = 0UL;
        for (var group = 0; group < 4; group++)
        {
            if ((groups & (1 << group)) != 0)
                mask |= 0xFFFFUL << (16 * group);
        }

        return mask;
    }
}
