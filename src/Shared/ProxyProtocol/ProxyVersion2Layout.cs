namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Where things are in a version 2 header (section 2.2), in bytes.</summary>
internal static class ProxyVersion2Layout
{
    public const int VersionAndCommandAt = 12;
    public const int FamilyAt = 13;
    public const int LengthAt = 14;

    /// <summary>The part that every header has; the length field counts what follows it.</summary>
    public const int FixedLength = 16;

    public const int IPv4Addresses = 4 + 4 + 2 + 2;
    public const int IPv6Addresses = 16 + 16 + 2 + 2;
    public const int UnixAddresses = 108 + 108;

    public const byte Version = 2;
    public const int ChecksumLength = 4;

    /// <summary>The bytes that a family's addresses take; negative for a family that the protocol does not know.</summary>
    public static int AddressesLength(ProxyFamily family) => family switch
    {
        ProxyFamily.Unspecified => 0,
        ProxyFamily.Tcp4 or ProxyFamily.Udp4 => IPv4Addresses,
        ProxyFamily.Tcp6 or ProxyFamily.Udp6 => IPv6Addresses,
        ProxyFamily.UnixStream or ProxyFamily.UnixDatagram => UnixAddresses,
        _ => -1,
    };
}
