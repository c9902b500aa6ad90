using System.Text.Json;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Listening;

namespace Connectivity.SniGateway.AccessLogging;

/// <summary>The fields of an access log line. Documented in docs/access-log.md; fields without a value are left out.</summary>
internal static class AccessLogEntry
{
    public static void Write(Utf8JsonWriter json, ConnectionRecord record, DateTimeOffset now, long nowMs)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, now);
        WriteIdentity(json, record);
        json.WriteNumber("bytesUp"u8, record.BytesUp);
        json.WriteNumber("bytesDown"u8, record.BytesDown);
        WriteTimings(json, record, nowMs);
        json.WriteString("outcome"u8, record.Outcome.Name());
        json.WriteString("side"u8, SideName(record.Outcome.Side()));
        WriteText(json, "detail"u8, record.Detail);
        json.WriteEndObject();
    }

    /// <summary>Who, where from, where to: the part that the live list shows too.</summary>
    public static void WriteIdentity(Utf8JsonWriter json, ConnectionRecord record)
    {
        json.WriteNumber("id"u8, record.Id);
        json.WriteString("listener"u8, record.Listener.Name);
        WriteEndpoint(json, "client"u8, record.Source);
        if (record.Peer != record.Source)
            WriteEndpoint(json, "peer"u8, record.Peer);
        if (!record.Destination.IsNone)
            WriteEndpoint(json, "destination"u8, record.Destination);
        WriteText(json, "name"u8, record.RequestedName);
        WriteText(json, "alpn"u8, record.Alpn);
        WriteText(json, "ja4"u8, record.Ja4);
        if (record.HasEncryptedClientHello)
            json.WriteBoolean("ech"u8, true);
        if (record.Route is { } route)
        {
            json.WriteString("route"u8, route.Name);
            json.WriteString("tenant"u8, route.Tenant);
        }

        if (record.Endpoint is { } endpoint)
        {
            WriteEndpoint(json, "backend"u8, endpoint.Address);
            json.WriteNumber("attempts"u8, record.Attempts);
        }
    }

    /// <summary>The name of a side, in the log and in metrics.</summary>
    public static string SideName(ConnectionSide side) => side switch
    {
        ConnectionSide.Client => "client",
        ConnectionSide.Upstream => "upstream",
        _ => "self",
    };

    private static void WriteTimings(Utf8JsonWriter json, ConnectionRecord record, long nowMs)
    {
        if (record.RoutedMs != 0)
            json.WriteNumber("routedMs"u8, record.RoutedMs - record.AcceptedMs);
        if (record.ConnectedMs != 0)
            json.WriteNumber("connectMs"u8, record.ConnectedMs - record.RoutedMs);
        json.WriteNumber("durationMs"u8, nowMs - record.AcceptedMs);
    }

    private static void WriteEndpoint(Utf8JsonWriter json, ReadOnlySpan<byte> name, in SocketEndpoint endpoint)
    {
        Span<byte> text = stackalloc byte[SocketEndpoint.MaxTextLength];
        endpoint.TryFormat(text, out var length, default, null);
        json.WriteString(name, text[..length]);
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
