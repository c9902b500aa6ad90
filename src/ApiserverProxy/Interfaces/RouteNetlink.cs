namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>Numbers of the kernel's rtnetlink interface (rtnetlink(7), linux/netlink.h, linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h).</summary>
internal static class RouteNetlink
{
    public const int HeaderLength = 16;
    public const int LinkLength = 16;
    public const int AddressLength = 8;
    public const int AttributeHeaderLength = 4;

    public const ushort Error = 2;
    public const ushort Done = 3;
    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort NewAddress = 20;
    public const ushort DeleteAddress = 21;
    public const ushort GetAddress = 22;

    public const ushort Request = 0x1;
    public const ushort Acknowledge = 0x4;
    public const ushort Replace = 0x100;
    public const ushort Exclusive = 0x200;
    public const ushort Dump = 0x300;
    public const ushort Create = 0x400;

    public const ushort LinkName = 3;
    public const ushort LinkInfo = 18;
    public const ushort LinkInfoKind = 1;

    public const ushort AddressAddress = 1;
    public const ushort AddressLocal = 2;
    public const ushort AddressCacheInfo = 6;

    /// <summary>No duplicate address detection: the address is usable at once.</summary>
    public const byte AddressNoDad = 0x02;

    public const uint InterfaceUp = 0x1;

    // Attribute types have two flags above them (NLA_F_NESTED, NLA_F_NET_BYTEORDER).
    public const ushort AttributeTypeMask = 0x3FFF;

    public const byte IPv4Family = 2;
    public const byte IPv6Family = 10;
}
