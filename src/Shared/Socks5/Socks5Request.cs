using System.Text;
using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.Socks5;

/// <summary>Where a SOCKS client wants to be connected to (RFC 1928, section 4). Its span is part of the received bytes and lives as long as they do.</summary>
public readonly ref struct Socks5Request
{
    /// <summary>What <see cref="Address"/> holds.</summary>
    public Socks5AddressType AddressType { get; internal init; }

    /// <summary>Four or sixteen bytes in network order, or the characters of a name.</summary>
    public ReadOnlySpan<byte> Address { get; internal init; }

    /// <summary>The port, 1 to 65535.</summary>
    public int Port { get; internal init; }

    /// <summary>The address as text without brackets, or the name as it was sent.</summary>
    public string Host()
    {
        if (AddressType == Socks5AddressType.Name)
            return Encoding.ASCII.GetString(Address);
        var endpoint = AddressType == Socks5AddressType.IPv4
            ? SocketEndpoint.FromIPv4(Address, 0)
            : SocketEndpoint.FromIPv6(Address, 0);
        return endpoint.ToIPAddress().ToString();
    }
}

/// <summary>The kinds of address in a request (RFC 1928, section 5).</summary>
public enum Socks5AddressType : byte
{
    /// <summary>None was read.</summary>
    None = 0,

    /// <summary>Four bytes.</summary>
    IPv4 = 1,

    /// <summary>A name, which is looked up where the connection is made and never here.</summary>
    Name = 3,

    /// <summary>Sixteen bytes.</summary>
    IPv6 = 4,
}
