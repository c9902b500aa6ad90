using System.Buffers;
using System.Text.Json;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.AccessLogging;
using Connectivity.SniGateway.Listening;

namespace Connectivity.SniGateway.Admin;

/// <summary>The live connections as JSON: what <c>/connections</c> answers.</summary>
internal static class ConnectionList
{
    /// <summary>Most connections in one answer; the total is always told.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>Asks every loop and joins the answers.</summary>
    /// <param name="gateway">Whose connections.</param>
    /// <param name="filter">Only those of this route or tenant; null for all.</param>
    /// <param name="limit">Most connections to list.</param>
    /// <param name="cancellationToken">The asker went away.</param>
    public static async Task<byte[]> WriteAsync(Gateway gateway, string? filter, int limit, CancellationToken cancellationToken)
    {
        var left = limit;
        var parts = await gateway.Loops.AskAllAsync(loop => WriteLoop(loop, filter, ref left), cancellationToken);
        return Join(gateway, parts);
    }

    private static byte[] Join(Gateway gateway, IReadOnlyList<List<byte[]>> parts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("total"u8, gateway.Connections);
        json.WriteNumber("unrouted"u8, gateway.Sources.Unrouted);
        json.WriteStartArray("connections"u8);
        foreach (var part in parts)
        {
            foreach (var connection in part)
                json.WriteRawValue(connection, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static List<byte[]> WriteLoop(EventLoop loop, string? filter, ref int left)
    {
        var connections = new List<byte[]>();
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        foreach (var occupant in loop.Occupants())
        {
            if (RecordOf(occupant) is not { } record || !Matches(record, filter))
                continue;
            if (Interlocked.Decrement(ref left) < 0)
                break;
            Write(json, record, occupant, loop.NowMs);
            json.Flush();
            connections.Add(buffer.WrittenSpan.ToArray());
            buffer.ResetWrittenCount();
            json.Reset();
        }

        return connections;
    }

    private static ConnectionRecord? RecordOf(Pollable occupant) => occupant switch
    {
        Relay relay => relay.Owner as ConnectionRecord,
        Opening opening => opening.Record,
        _ => null,
    };

    private static bool Matches(ConnectionRecord record, string? filter) =>
        filter is null || record.Route?.Name == filter || record.Route?.Tenant == filter;

    private static void Write(Utf8JsonWriter json, ConnectionRecord record, Pollable occupant, long nowMs)
    {
        json.WriteStartObject();
        AccessLogEntry.WriteIdentity(json, record);
        json.WriteString("state"u8, StateOf(occupant));
        json.WriteNumber("bytesUp"u8, record.BytesUp);
        json.WriteNumber("bytesDown"u8, record.BytesDown);
        json.WriteNumber("ageMs"u8, nowMs - record.AcceptedMs);
        if (occupant is Relay relay)
            json.WriteNumber("idleMs"u8, nowMs - relay.LastMovedMs);
        json.WriteNumber("loop"u8, record.Loop);
        json.WriteEndObject();
    }

    private static string StateOf(Pollable occupant) => occupant switch
    {
        Relay => "relaying",
        Opening { IsDialing: true } => "connecting",
        _ => "unrouted",
    };
}
