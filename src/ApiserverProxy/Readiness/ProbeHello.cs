using System.Buffers.Binary;
using System.Text;

namespace Connectivity.ApiserverProxy.Readiness;

/// <summary>Writes a ClientHello that any server of TLS 1.2 or 1.3 answers with a ServerHello (RFC 8446, section 4.1.2). Nothing follows it.</summary>
internal static class ProbeHello
{
    /// <summary>Length of the random values that a hello is made of: random, session id, key share.</summary>
    public const int RandomBytes = 96;

    /// <summary>Bytes that any hello fits in.</summary>
    public const int MaxLength = 640;

    // The three of TLS 1.3, then AES-GCM and ChaCha20 with ECDHE for both kinds of certificates.
    private static ReadOnlySpan<ushort> Suites => [0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xCCA9, 0xC02F, 0xC030, 0xCCA8];

    private static ReadOnlySpan<ushort> Groups => [0x001D, 0x0017, 0x0018];

    private static ReadOnlySpan<ushort> Signatures => [0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601];

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="serverName">A host name, normalised.</param>
    /// <param name="random">At least <see cref="RandomBytes"/> bytes.</param>
    /// <returns>The record's length.</returns>
    public static int Write(Span<byte> destination, string serverName, ReadOnlySpan<byte> random)
    {
        // Record: handshake, version 3.1 as all first hellos; then the message's header.
        byte[] start = [22, 3, 1, 0, 0, 1, 0, 0, 0];
        start.CopyTo(destination);
        var at = start.Length;
        at += Put(destination[at..], 0x0303);
        random[..32].CopyTo(destination[at..]);
        at += 32;
        destination[at++] = 32;
        random[32..64].CopyTo(destination[at..]);
        at += 32;
        at += PutList(destination[at..], Suites);
        destination[at++] = 1;
        destination[at++] = 0;
        var extensions = at;
        at += 2;
        at += PutServerName(destination[at..], serverName);
        at += PutExtension(destination[at..], 10, Groups);
        at += PutExtension(destination[at..], 13, Signatures);
        // Points uncompressed; extended_master_secret; versions 1.3 and 1.2.
        byte[] others = [0, 11, 0, 2, 1, 0, 0, 23, 0, 0, 0, 43, 0, 5, 4, 3, 4, 3, 3];
        others.CopyTo(destination[at..]);
        at += others.Length;
        at += PutKeyShare(destination[at..], random[64..96]);
        Put(destination[extensions..], at - extensions - 2);
        Put(destination[3..], at - 5);
        Put(destination[7..], at - 9);
        return at;
    }

    /// <summary>Whether a cipher suite is one that was offered.</summary>
    public static bool Offers(ushort suite) => Suites.Contains(suite);

    private static int Put(Span<byte> destination, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)value);
        return 2;
    }

    private static int PutList(Span<byte> destination, ReadOnlySpan<ushort> values)
    {
        var at = Put(destination, values.Length * 2);
        foreach (var value in values)
            at += Put(destination[at..], value);
        return at;
    }

    private static int PutExtension(Span<byte> destination, ushort type, ReadOnlySpan<ushort> values)
    {
        Put(destination, type);
        Put(destination[2..], (values.Length * 2) + 2);
        return 4 + PutList(destination[4..], values);
    }

    // RFC 6066, section 3.
    private static int PutServerName(Span<byte> destination, string name)
    {
        var length = Encoding.ASCII.GetBytes(name, destination[9..]);
        Put(destination, 0);
        Put(destination[2..], length + 5);
        Put(destination[4..], length + 3);
        destination[6] = 0;
        Put(destination[7..], length);
        return 9 + length;
    }

    // X25519: any 32 bytes are a public key (RFC 7748, section 5).
    private static int PutKeyShare(Span<byte> destination, ReadOnlySpan<byte> key)
    {
        Put(destination, 51);
        Put(destination[2..], key.Length + 6);
        Put(destination[4..], key.Length + 4);
        Put(destination[6..], 0x001D);
        Put(destination[8..], key.Length);
        key.CopyTo(destination[10..]);
        return 10 + key.Length;
    }
}
