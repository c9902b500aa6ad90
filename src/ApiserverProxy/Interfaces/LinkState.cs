using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>An interface, as the kernel tells of it.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">dummy, bridge, …; empty for hardware and lo.</param>
/// <param name="IsUp">Whether it is set up.</param>
internal sealed record LinkState(int Index, string Name, string Kind, bool IsUp)
{
    /// <summary>Reads the payload of a NewLink message; null when it is cut.</summary>
    public static LinkState? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < RouteNetlink.LinkLength)
            return null;
        var attributes = payload[RouteNetlink.LinkLength..];
        var info = NetlinkAttributes.Find(attributes, RouteNetlink.LinkInfo);
        return new LinkState(
            MemoryMarshal.Read<int>(payload[4..]),
            Text(NetlinkAttributes.Find(attributes, RouteNetlink.LinkName)),
            Text(NetlinkAttributes.Find(info, RouteNetlink.LinkInfoKind)),
            (MemoryMarshal.Read<uint>(payload[8..]) & RouteNetlink.InterfaceUp) != 0);
    }

    private static string Text(ReadOnlySpan<byte> zeroEnded) => Encoding.UTF8.GetString(zeroEnded.TrimEnd((byte)0));
}

/// <summary>An address of an interface.</summary>
/// <param name="Index">The interface's number.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Bits of its network.</param>
internal sealed record AddressState(int Index, IPAddress Address, int PrefixLength)
{
    /// <summary>Reads the payload of a NewAddress message; null when it is cut, or of another family.</summary>
    public static AddressState? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < RouteNetlink.AddressLength)
            return null;
        var attributes = payload[RouteNetlink.AddressLength..];
        // With a peer, Address is the peer's.
        var bytes = NetlinkAttributes.Find(attributes, RouteNetlink.AddressLocal);
        if (bytes.IsEmpty)
            bytes = NetlinkAttributes.Find(attributes, RouteNetlink.AddressAddress);
        return bytes.Length == LengthOf(payload[0]) ? new AddressState(MemoryMarshal.Read<int>(payload[4..]), new IPAddress(bytes), payload[1]) : null;
    }

    private static int LengthOf(byte family) => family switch
    {
        RouteNetlink.IPv4Family => 4,
        RouteNetlink.IPv6Family => 16,
        _ => -1,
    };
}
