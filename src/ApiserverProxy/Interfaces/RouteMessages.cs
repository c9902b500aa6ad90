using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>Writes requests about interfaces and their addresses.</summary>
internal static class RouteMessages
{
    /// <summary>Bytes that any request fits in.</summary>
    public const int MaxLength = 256;

    private const ushort Change = RouteNetlink.Request | RouteNetlink.Acknowledge;

    /// <summary>Makes an interface of a kind, up.</summary>
    public static ReadOnlySpan<byte> AddLink(Span<byte> buffer, uint sequence, string name, string kind)
    {
        var writer = new NetlinkWriter(buffer, RouteNetlink.NewLink, Change | RouteNetlink.Create | RouteNetlink.Exclusive, sequence);
        WriteLink(writer.Fixed(RouteNetlink.LinkLength), index: 0, isUp: true);
        WriteName(ref writer, name);
        var info = writer.Begin(RouteNetlink.LinkInfo);
        writer.Attribute(RouteNetlink.LinkInfoKind, Encoding.ASCII.GetBytes(kind));
        writer.End(info);
        return writer.Finish();
    }

    /// <summary>Sets an interface up or down.</summary>
    public static ReadOnlySpan<byte> SetUp(Span<byte> buffer, uint sequence, int index, bool isUp)
    {
        var writer = new NetlinkWriter(buffer, RouteNetlink.NewLink, Change, sequence);
        WriteLink(writer.Fixed(RouteNetlink.LinkLength), index, isUp);
        return writer.Finish();
    }

    /// <summary>Removes an interface and all of its addresses.</summary>
    public static ReadOnlySpan<byte> DeleteLink(Span<byte> buffer, uint sequence, int index)
    {
        var writer = new NetlinkWriter(buffer, RouteNetlink.DeleteLink, Change, sequence);
        WriteLink(writer.Fixed(RouteNetlink.LinkLength), index, isUp: null);
        return writer.Finish();
    }

    /// <summary>Asks for an interface by its name.</summary>
    public static ReadOnlySpan<byte> GetLink(Span<byte> buffer, uint sequence, string name)
    {
        var writer = new NetlinkWriter(buffer, RouteNetlink.GetLink, RouteNetlink.Request, sequence);
        writer.Fixed(RouteNetlink.LinkLength);
        WriteName(ref writer, name);
        return writer.Finish();
    }

    /// <summary>Asks for all addresses of all interfaces.</summary>
    public static ReadOnlySpan<byte> GetAddresses(Span<byte> buffer, uint sequence)
    {
        var writer = new NetlinkWriter(buffer, RouteNetlink.GetAddress, RouteNetlink.Request | RouteNetlink.Dump, sequence);
        writer.Fixed(RouteNetlink.AddressLength);
        return writer.Finish();
    }

    /// <summary>
    /// Gives an interface an address of its own, a network of one. IPv6: usable at once, and deprecated, so that the kernel never takes it for the
    /// source of the node's own connections (RFC 6724, section 5, rule 3).
    /// </summary>
    public static ReadOnlySpan<byte> AddAddress(Span<byte> buffer, uint sequence, int index, IPAddress address)
    {
        var writer = new NetlinkWriter(buffer, RouteNetlink.NewAddress, Change | RouteNetlink.Create | RouteNetlink.Replace, sequence);
        WriteAddress(ref writer, index, address);
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            // Preferred for no time, valid for ever; two times of the kernel's own follow (struct ifa_cacheinfo).
            writer.Attribute(RouteNetlink.AddressCacheInfo, MemoryMarshal.AsBytes<uint>([0, uint.MaxValue, 0, 0]));
        return writer.Finish();
    }

    /// <summary>Takes an address from an interface.</summary>
    public static ReadOnlySpan<byte> DeleteAddress(Span<byte> buffer, uint sequence, int index, IPAddress address)
    {
        var writer = new NetlinkWriter(buffer, RouteNetlink.DeleteAddress, Change, sequence);
        WriteAddress(ref writer, index, address);
        return writer.Finish();
    }

    // struct ifinfomsg: family, padding, type (2), index (4), flags (4), mask of the flags meant (4).
    private static void WriteLink(Span<byte> link, int index, bool? isUp)
    {
        MemoryMarshal.Write(link[4..], index);
        if (isUp is null)
            return;
        MemoryMarshal.Write(link[8..], isUp.Value ? RouteNetlink.InterfaceUp : 0);
        MemoryMarshal.Write(link[12..], RouteNetlink.InterfaceUp);
    }

    private static void WriteName(ref NetlinkWriter writer, string name) =>
        writer.Attribute(RouteNetlink.LinkName, Encoding.ASCII.GetBytes(name + '\0'));

    // struct ifaddrmsg: family, prefix length, flags, scope (0 is everywhere), index (4).
    private static void WriteAddress(ref NetlinkWriter writer, int index, IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var isIPv4 = bytes.Length == 4;
        var header = writer.Fixed(RouteNetlink.AddressLength);
        header[0] = isIPv4 ? RouteNetlink.IPv4Family : RouteNetlink.IPv6Family;
        header[1] = (byte)(bytes.Length * 8);
        header[2] = isIPv4 ? (byte)0 : RouteNetlink.AddressNoDad;
        MemoryMarshal.Write(header[4..], index);
        writer.Attribute(RouteNetlink.AddressLocal, bytes);
        writer.Attribute(RouteNetlink.AddressAddress, bytes);
    }
}
