using System.Buffers;
using System.Text.Json;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Admin;

/// <summary>What the answers of server and agent have in common.</summary>
internal static class StreamJson
{
    /// <summary>One object in UTF-8.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What a stream is to either side, as properties of the open object.</summary>
    public static void WriteStream(Utf8JsonWriter json, TunnelStream stream)
    {
        json.WriteNumber("id"u8, stream.Id);
        json.WriteString("kind"u8, stream.Request.Kind.ToString());
        json.WriteString("state"u8, stream.State.ToString());
        json.WriteNumber("bytesKept"u8, stream.BytesKept);
        json.WriteNumber("bytesHeld"u8, stream.BytesHeld);
    }
}
