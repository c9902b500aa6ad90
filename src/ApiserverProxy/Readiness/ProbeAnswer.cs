using System.Buffers.Binary;
using Connectivity.Shared;

namespace Connectivity.ApiserverProxy.Readiness;

/// <summary>
/// Reads what came back for a <see cref="ProbeHello"/>. Only what a TLS server behind the gateway can have said is good: the beginning of a
/// ServerHello that fits the hello, or an alert that no gateway gives of its own. An echo, an HTTP error or a refusal of the gateway's is not.
/// </summary>
internal static class ProbeAnswer
{
    /// <summary>Bytes that suffice to tell.</summary>
    public const int MaxBytes = RecordHeader + HelloHeader + 2 + RandomLength + 1 + MaxSessionId + 2;

    private const int RecordHeader = 5;
    private const int HelloHeader = 4;
    private const int RandomLength = 32;
    private const int MaxSessionId = 32;
    private const byte AlertRecord = 21;
    private const byte HandshakeRecord = 22;
    private const byte ServerHello = 2;
    private const byte Fatal = 2;

    /// <summary>Reads an answer.</summary>
    /// <param name="received">What has come so far, from the beginning.</param>
    /// <param name="problem">Why this is not kube-apiserver's answer, when the result is Invalid.</param>
    public static ReadStatus Read(ReadOnlySpan<byte> received, out string problem)
    {
        problem = "";
        if (received.IsEmpty)
            return ReadStatus.NeedMore;
        if (received[0] is not (AlertRecord or HandshakeRecord) || (received.Length > 1 && received[1] != 3))
            return Refuse("what answered does not speak TLS", out problem);
        if (received.Length < RecordHeader)
            return ReadStatus.NeedMore;
        var length = BinaryPrimitives.ReadUInt16BigEndian(received[3..]);
        var body = received[RecordHeader..];
        return received[0] == AlertRecord ? ReadAlert(body, length, out problem) : ReadHello(body, length, out problem);
    }

    private static ReadStatus ReadAlert(ReadOnlySpan<byte> body, int length, out string problem)
    {
        problem = "";
        if (length != 2)
            return Refuse("what answered sent a malformed alert", out problem);
        if (body.Length < length)
            return ReadStatus.NeedMore;
        // What a gateway says itself, by the server name or when it cannot reach a backend; also of a second gateway behind the first.
        return body[1] switch
        {
            112 => Refuse("a gateway has no route: alert unrecognized_name", out problem),
            80 => Refuse("a gateway or the backend failed: alert internal_error", out problem),
            49 => Refuse("a gateway does not let this node in: alert access_denied", out problem),
            50 => Refuse("the hello was not understood: alert decode_error", out problem),
            _ when body[0] != Fatal => Refuse($"the backend answered with warning {body[1]}", out problem),
            _ => ReadStatus.Done,
        };
    }

    private static ReadStatus ReadHello(ReadOnlySpan<byte> body, int length, out string problem)
    {
        const int sessionAt = HelloHeader + 2 + RandomLength;
        problem = "";
        if (body.Length > 0 && body[0] != ServerHello)
            return Refuse("what answered is no TLS server", out problem);
        if (length < sessionAt + 3)
            return Refuse("what answered sent a ServerHello that is cut", out problem);
        if (body.Length > sessionAt && body[sessionAt] > MaxSessionId)
            return Refuse("what answered sent a malformed ServerHello", out problem);
        if (body.Length <= sessionAt || body.Length < sessionAt + 1 + body[sessionAt] + 2)
            return body.Length >= length ? Refuse("what answered sent a ServerHello that is cut", out problem) : ReadStatus.NeedMore;
        var suite = BinaryPrimitives.ReadUInt16BigEndian(body[(sessionAt + 1 + body[sessionAt])..]);
        var version = BinaryPrimitives.ReadUInt16BigEndian(body[HelloHeader..]);
        return version == 0x0303 && ProbeHello.Offers(suite)
            ? ReadStatus.Done
            : Refuse("what answered chose what was not offered", out problem);
    }

    private static ReadStatus Refuse(string reason, out string problem)
    {
        problem = reason;
        return ReadStatus.Invalid;
    }
}
