using System.Buffers;
using System.Text.Json;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;

namespace Connectivity.ApiserverProxy.Admin;

/// <summary>The live connections as JSON: what <c>/connections</c> answers.</summary>
internal static class ConnectionList
{
    /// <summary>Asks every loop and joins the answers.</summary>
    public static async Task<byte[]> WriteAsync(Forwarder forwarder, int limit, CancellationToken cancellation)
    {
        var left = limit;
        var nowMs = 0L;
        var parts = await forwarder.Loops.AskAllAsync(
            loop =>
            {
                Volatile.Write(ref nowMs, loop.NowMs);
                return WriteLoop(loop, ref left);
            },
            cancellation);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("total"u8, forwarder.Connections);
        json.WriteStartArray("connections"u8);
        foreach (var connection in parts.SelectMany(static p => p))
            json.WriteRawValue(connection, skipInputValidation: true);
        json.WriteEndArray();
        WriteFailures(json, forwarder.Failures.Last, nowMs);
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteFailures(Utf8JsonWriter json, IReadOnlyList<NotedFailure> failures, long nowMs)
    {
        json.WriteStartArray("lastFailures"u8);
        foreach (var (failure, atMs) in failures)
        {
            json.WriteStartObject();
            json.WriteString("leg"u8, failure.Leg.Name());
            json.WriteString("outcome"u8, failure.Outcome.Name());
            json.WriteString("problem"u8, failure.Problem);
            json.WriteNumber("agoMs"u8, Math.Max(0, nowMs - atMs));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static List<byte[]> WriteLoop(EventLoop loop, ref int left)
    {
        var connections = new List<byte[]>();
        foreach (var occupant in loop.Occupants())
        {
            var connection = occupant is Relay relay ? relay.Owner as ForwardedConnection : (occupant as ForwardOpening)?.Connection;
            if (connection is null)
                continue;
            if (Interlocked.Decrement(ref left) < 0)
                break;
            connections.Add(Write(connection, occupant as Relay, loop.NowMs));
        }

        return connections;
    }

    private static byte[] Write(ForwardedConnection connection, Relay? relay, long nowMs)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("id"u8, connection.Id);
        json.WriteString("client"u8, connection.Client.ToString());
        json.WriteString("destination"u8, connection.Destination.ToString());
        if (relay is not null)
            json.WriteString("gateway"u8, connection.Gateway.ToString());
        json.WriteString("state"u8, relay is null ? "connecting" : "relaying");
        json.WriteNumber("bytesUp"u8, relay?.BytesUp ?? 0);
        json.WriteNumber("bytesDown"u8, relay?.BytesDown ?? 0);
        json.WriteNumber("ageMs"u8, nowMs - connection.AcceptedMs);
        if (relay is not null)
            json.WriteNumber("idleMs"u8, nowMs - relay.LastMovedMs);
        json.WriteNumber("loop"u8, connection.Loop);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
