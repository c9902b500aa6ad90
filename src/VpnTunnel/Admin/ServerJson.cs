using System.Text.Json;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Server.Frontends;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Admin;

/// <summary>What /connections, /streams and /carriers answer. Written on the loop's thread.</summary>
internal static class ServerJson
{
    /// <summary>Clients' connections with where they lead.</summary>
    public static byte[] Connections(ServerParts parts, int limit) => StreamJson.Object(json =>
    {
        json.WriteNumber("total"u8, parts.Frontends.Connections);
        json.WriteNumber("pendingDials"u8, parts.Dialer.Pending.Count);
        json.WriteStartArray("connections"u8);
        foreach (var connection in parts.Frontends.Live.Take(limit))
            WriteConnection(json, connection, parts.Dialer.NowMs);
        json.WriteEndArray();
    });

    /// <summary>Streams of all sessions.</summary>
    public static byte[] Streams(ServerParts parts, int limit) => StreamJson.Object(json =>
    {
        json.WriteNumber("total"u8, parts.Registry.Sessions.Sum(static s => s.Load));
        json.WriteStartArray("streams"u8);
        foreach (var stream in parts.Registry.Sessions.SelectMany(static s => s.Streams).Take(limit))
            WriteStream(json, stream);
        json.WriteEndArray();
    });

    /// <summary>Sessions with their carriers.</summary>
    public static byte[] Carriers(ServerParts parts) => StreamJson.Object(json =>
    {
        json.WriteStartArray("sessions"u8);
        foreach (var session in parts.Registry.Sessions.OrderBy(static s => s.PeerId, StringComparer.Ordinal))
            WriteSession(json, session, parts);
        json.WriteEndArray();
        WriteCarrierEnd(json, parts.CarrierEnds.Last);
    });

    private static void WriteConnection(Utf8JsonWriter json, FrontendRecord record, long nowMs)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, record.Id);
        json.WriteString("frontend"u8, record.Listener.Name);
        json.WriteString("state"u8, record.StateName);
        if (!record.Peer.IsNone)
            json.WriteString("peer"u8, record.Peer.ToString());
        WriteText(json, "client"u8, record.Client);
        WriteText(json, "destination"u8, record.Destination?.Text);
        WriteText(json, "agent"u8, record.Agent);
        if (record.Stream is { } stream)
        {
            json.WriteNumber("stream"u8, stream.Id);
            json.WriteString("address"u8, stream.Address);
        }

        json.WriteNumber("bytesUp"u8, record.BytesUp);
        json.WriteNumber("bytesDown"u8, record.BytesDown);
        json.WriteNumber("ageMs"u8, nowMs - record.AcceptedMs);
        if (record.Relay is { } relay)
            json.WriteNumber("idleMs"u8, nowMs - relay.LastMovedMs);
        json.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter json, TunnelStream stream)
    {
        json.WriteStartObject();
        json.WriteString("agent"u8, stream.Session.PeerId);
        StreamJson.WriteStream(json, stream);
        if (stream.Request.Kind == StreamKind.Tcp)
            json.WriteString("destination"u8, new Destination(stream.Request.Host, stream.Request.Port).Text);
        WriteText(json, "address"u8, stream.Address);
        if (stream.Carrier is { } carrier)
            json.WriteNumber("slot"u8, carrier.Slot);
        json.WriteNumber("bytesSent"u8, stream.BytesSent);
        json.WriteNumber("bytesReceived"u8, stream.BytesReceived);
        json.WriteEndObject();
    }

    private static void WriteSession(Utf8JsonWriter json, TunnelSession session, ServerParts parts)
    {
        json.WriteStartObject();
        json.WriteString("agent"u8, session.PeerId);
        WriteText(json, "zone"u8, session.PeerZone);
        json.WriteBoolean("usable"u8, session.IsUsable);
        json.WriteBoolean("draining"u8, session.IsPeerDraining);
        if (parts.Echo.TryGet(session, out var echo))
        {
            json.WriteBoolean("echo"u8, echo.IsGood);
            WriteText(json, "echoProblem"u8, echo.Problem);
        }

        json.WriteNumber("streams"u8, session.Load);
        json.WriteNumber("losses"u8, session.Losses);
        json.WriteNumber("bytesReplayed"u8, session.BytesReplayed);
        json.WriteStartArray("prefixes"u8);
        foreach (var prefix in session.PeerPrefixes)
            json.WriteStringValue(prefix.ToString());
        json.WriteEndArray();
        json.WriteStartArray("carriers"u8);
        foreach (var carrier in session.Carriers)
            WriteCarrier(json, carrier);
        json.WriteEndArray();
        if (session.Carriers.Count == 0)
            json.WriteNumber("detachedForMs"u8, parts.Host.NowMs - session.DetachedMs);
        WriteCarrierEnd(json, parts.CarrierEnds.Of(session));
        json.WriteEndObject();
    }

    private static void WriteCarrierEnd(Utf8JsonWriter json, CarrierEndNote? note)
    {
        if (note is null)
            return;
        json.WriteStartObject("lastCarrierEnd"u8);
        json.WriteString("agent"u8, note.Agent);
        json.WriteString("kind"u8, note.End.Kind.ToString());
        WriteText(json, "detail"u8, note.End.Detail);
        json.WriteString("at"u8, note.At);
        json.WriteEndObject();
    }

    private static void WriteCarrier(Utf8JsonWriter json, CarrierLink carrier)
    {
        json.WriteStartObject();
        json.WriteNumber("slot"u8, carrier.Slot);
        json.WriteNumber("attempt"u8, carrier.Attempt);
        json.WriteNumber("rttMicroseconds"u8, carrier.RttMicroseconds);
        json.WriteBoolean("suspect"u8, carrier.IsSuspect);
        json.WriteNumber("streams"u8, carrier.Streams);
        json.WriteNumber("waitingStreams"u8, carrier.Backlog);
        json.WriteNumber("queuedBytes"u8, carrier.QueuedBytes);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }
}
