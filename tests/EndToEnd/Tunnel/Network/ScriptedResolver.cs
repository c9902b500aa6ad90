using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectivity.EndToEnd.Tunnel.Network;

/// <summary>A name server (RFC 1035) that answers each question for an IPv4 address as a test wants it, and says that there are no others.</summary>
internal sealed class ScriptedResolver : IDisposable
{
    private const int HeaderLength = 12;
    private const ushort TypeA = 1;

    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly Func<string, int, IPAddress[]> _answer;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <summary>Answers at the usual port.</summary>
    /// <param name="address">Where.</param>
    /// <param name="answer">The addresses of a name that is asked for the first, second, … time, counted from 1; none: there is no such name.</param>
    public ScriptedResolver(IPAddress address, Func<string, int, IPAddress[]> answer)
    {
        _answer = answer;
        _socket.Bind(new IPEndPoint(address, 53));
        _ = AnswerAsync();
    }

    /// <summary>How often a name was asked for.</summary>
    public int Asked(string name) => _asked.GetValueOrDefault(name);

    public void Dispose() => _socket.Dispose();

    private async Task AnswerAsync()
    {
        var question = new byte[512];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(question, new IPEndPoint(IPAddress.Any, 0));
                await _socket.SendToAsync(Answer(question.AsSpan(0, received.ReceivedBytes)), received.RemoteEndPoint);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> query)
    {
        var (name, end) = ReadName(query);
        var isA = BinaryPrimitives.ReadUInt16BigEndian(query[end..]) == TypeA;
        var addresses = isA ? _answer(name, _asked.AddOrUpdate(name, 1, static (_, times) => times + 1)) : [];
        var answer = new List<byte>(query[..(end + 4)].ToArray());
        // A response, recursion available; NXDOMAIN where there is no such name.
        (answer[2], answer[3]) = (0x85, (byte)(isA && addresses.Length == 0 ? 0x83 : 0x80));
        (answer[7], answer[9], answer[11]) = ((byte)addresses.Length, 0, 0);
        foreach (var address in addresses)
            answer.AddRange([0xC0, HeaderLength, 0, (byte)TypeA, 0, 1, 0, 0, 0, 0, 0, 4, .. address.GetAddressBytes()]);
        return [.. answer];
    }

    private static (string Name, int End) ReadName(ReadOnlySpan<byte> query)
    {
        var labels = new List<string>();
        var position = HeaderLength;
        for (int length; (length = query[position]) != 0; position += length + 1)
            labels.Add(Encoding.ASCII.GetString(query.Slice(position + 1, length)));
        return (string.Join('.', labels), position + 1);
    }
}
