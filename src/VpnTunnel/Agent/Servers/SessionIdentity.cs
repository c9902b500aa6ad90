using System.Security.Cryptography;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>What an agent shows to one server with every carrier, so that it is known as the same (protocol, section 3).</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Secret">What only the two know. Never logged.</param>
internal sealed record SessionIdentity(UInt128 Id, UInt128 Secret)
{
    /// <summary>Makes one at random.</summary>
    public static SessionIdentity Create() => new(Number(), Number());

    /// <summary>Without the secret.</summary>
    public override string ToString() => Id.ToString("x32");

    private static UInt128 Number()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new UInt128(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]));
    }
}
