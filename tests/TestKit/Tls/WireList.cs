namespace Connectivity.TestKit.Tls;

/// <summary>Writes the vectors of TLS's presentation language (RFC 8446, section 3.4).</summary>
public static class WireList
{
    /// <summary>Content after its length in one byte.</summary>
    public static byte[] Vector8(byte[] content) => [checked((byte)content.Length), .. content];

    /// <summary>Content after its length in two bytes.</summary>
    public static byte[] Vector16(byte[] content) => [.. UInt16s(checked((ushort)content.Length)), .. content];

    /// <summary>Numbers of two bytes, big-endian.</summary>
    public static byte[] UInt16s(params ushort[] values) => [.. values.SelectMany(static v => (byte[])[(byte)(v >> 8), (byte)v])];
}
