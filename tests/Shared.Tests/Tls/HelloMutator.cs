using Connectivity.TestKit.Tls;

namespace Connectivity.Shared.Tests.Tls;

/// <summary>
/// Spoils valid hellos in a reproducible way: bits flipped, bytes set, inserted, removed or doubled, lengths that lie. Half of the time
/// the outer lengths are put right afterwards, so that the damage reaches the fields inside.
/// </summary>
internal sealed class HelloMutator(int seed)
{
    private const int MessageHeader = 4;

    private static readonly byte[][] Seeds = [.. Capture.Names.Select(static n => TlsRecords.Join(Capture.Read(n))), .. Built()];

    private readonly Random _random = new(seed);

    /// <summary>The next spoiled hello, in one or several records.</summary>
    public byte[] Next()
    {
        var message = new List<byte>(Seeds[_random.Next(Seeds.Length)]);
        for (var i = _random.Next(1, 4); i > 0; i--)
            Spoil(message);
        if (_random.Next(2) == 0)
            PutLengthRight(message);
        var bytes = TlsRecords.Cut([.. message], 0x0301, RecordSize());
        if (_random.Next(8) != 0)
            return bytes;

        var records = new List<byte>(bytes);
        Spoil(records);
        return [.. records];
    }

    private static IEnumerable<byte[]> Built() =>
    [
        ClientHelloBuilder.For("api.a.example.org").Alpn("h2", "http/1.1").BuildMessage(),
        ClientHelloBuilder.For("a.example").Grease().EncryptedClientHello().BuildMessage(),
        ClientHelloBuilder.Minimal().ServerName("b.example").SessionId(0).BuildMessage(),
        ClientHelloBuilder.Minimal().Alpn("h2").ServerName("c.example.").LegacyVersion(0x0302).BuildMessage(),
        ClientHelloBuilder.Minimal().SessionId(0).WithoutExtensions().BuildMessage(),
    ];

    private int RecordSize() => _random.Next(3) == 0 ? _random.Next(30, 200) : TlsRecords.MaxContent;

    private void Spoil(List<byte> bytes)
    {
        // Near the beginning, where lengths are, as often as anywhere.
        var at = _random.Next(_random.Next(2) == 0 ? Math.Min(bytes.Count, 160) : bytes.Count);
        switch (_random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes[at] = (byte)(bytes[at] + (_random.Next(2) == 0 ? 1 : -1));
                break;
            case 3:
                bytes.Insert(at, (byte)_random.Next(256));
                break;
            case 4:
                bytes.RemoveRange(at, Math.Min(_random.Next(1, 5), bytes.Count - at - (at == 0 ? 1 : 0)));
                break;
            case 5:
                bytes.InsertRange(at, [.. bytes.Skip(at).Take(_random.Next(1, 40))]);
                break;
            default:
                SpoilServerName(bytes);
                break;
        }
    }

    /// <summary>Changes one byte of the server_name extension, which random places seldom hit.</summary>
    private void SpoilServerName(List<byte> bytes)
    {
        var name = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes).IndexOf(".example"u8);
        if (name < 0)
            return;
        var at = name - 12 + _random.Next(24);
        if (at < bytes.Count)
            bytes[at] = _random.Next(3) switch { 0 => 0, 1 => (byte)_random.Next(256), _ => (byte)(bytes[at] + 1) };
    }

    private static void PutLengthRight(List<byte> message)
    {
        if (message.Count < MessageHeader)
            return;
        var length = message.Count - MessageHeader;
        (message[0], message[1], message[2], message[3]) = (1, (byte)(length >> 16), (byte)(length >> 8), (byte)length);
    }
}
