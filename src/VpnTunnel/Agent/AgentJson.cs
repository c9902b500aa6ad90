using System.Text.Json;
using Connectivity.VpnTunnel.Admin;
using Connectivity.VpnTunnel.Agent.Servers;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent;

/// <summary>What /streams and /carriers answer. Written on the loop's thread.</summary>
internal static class AgentJson
{
    /// <summary>Most streams in one answer; the total is always told.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>All streams with what they lead to.</summary>
    public static byte[] Streams(ServerLinks links, TargetStreams targets, int limit, long nowMs) => StreamJson.Object(json =>
    {
        var opened = targets.Open.ToDictionary(static t => t.Stream);
        var streams = links.All.SelectMany(static l => l.Sessions.SelectMany(s => s.Streams.Select(stream => (l.Name, stream)))).ToArray();
        json.WriteNumber("total"u8, streams.Length);
        json.WriteStartArray("streams"u8);
        foreach (var (server, stream) in streams.Take(limit))
            WriteStream(json, server, stream, opened.GetValueOrDefault(stream), nowMs);
        json.WriteEndArray();
    });

    /// <summary>All servers with the slots of each.</summary>
    public static byte[] Carriers(ServerLinks links, long nowMs) => StreamJson.Object(json =>
    {
        json.WriteStartArray("servers"u8);
        foreach (var link in links.All.OrderBy(static l => l.Name, StringComparer.Ordinal))
            WriteServer(json, link, nowMs);
        json.WriteEndArray();
    });

    private static void WriteStream(Utf8JsonWriter json, string server, TunnelStream stream, TargetStream? target, long nowMs)
    {
        json.WriteStartObject();
        StreamJson.WriteStream(json, stream);
        json.WriteString("server"u8, server);
        json.WriteString("host"u8, stream.Request.Host);
        json.WriteNumber("port"u8, stream.Request.Port);
        json.WriteString("address"u8, target?.Address.ToString() ?? "");
        json.WriteBoolean("hasCarrier"u8, stream.Carrier is not null);
        json.WriteNumber("bytesUp"u8, stream.BytesReceived);
        json.WriteNumber("bytesDown"u8, stream.BytesSent);
        if (target is not null)
        {
            json.WriteNumber("ageMs"u8, nowMs - target.OpenedMs);
            json.WriteNumber("idleMs"u8, nowMs - target.LastMovedMs);
        }

        json.WriteEndObject();
    }

    private static void WriteServer(Utf8JsonWriter json, ServerLink link, long nowMs)
    {
        json.WriteStartObject();
        json.WriteString("server"u8, link.Name);
        json.WriteString("hop"u8, link.Options.Hop.ToString());
        json.WriteBoolean("ready"u8, link.Problem(nowMs) is null);
        if (link.Problem(nowMs) is { } problem)
            json.WriteString("problem"u8, problem);
        json.WriteBoolean("draining"u8, link.IsDraining);
        json.WriteNumber("sessions"u8, link.Sessions.Count);
        json.WriteNumber("streams"u8, link.Sessions.Sum(static s => s.Load));
        json.WriteNumber("bytesReplayed"u8, link.Sessions.Sum(static s => s.BytesReplayed));
        json.WriteNumber("rttMicroseconds"u8, link.RttMicroseconds);
        json.WriteStartArray("carriers"u8);
        foreach (var slot in link.Slots)
            WriteSlot(json, slot, nowMs);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSlot(Utf8JsonWriter json, CarrierSlot slot, long nowMs)
    {
        json.WriteStartObject();
        json.WriteNumber("slot"u8, slot.Number);
        json.WriteString("state"u8, slot.State);
        json.WriteNumber("attempt"u8, slot.Attempt);
        json.WriteNumber("failures"u8, slot.Failures.Total);
        if (!slot.Address.IsNone)
            json.WriteString("address"u8, slot.Address.ToString());
        if (slot.Stands)
            json.WriteNumber("standsForMs"u8, nowMs - slot.StandsSinceMs);
        // It stays when a carrier stands again: somebody may ask why there was none a minute ago.
        if (slot.Failures.Latest is { } note)
        {
            json.WriteString("lastError"u8, note.Failure.ToString());
            json.WriteString("lastErrorLeg"u8, note.Failure.Kind.Leg());
            json.WriteString("lastErrorAt"u8, note.At);
        }

        if (slot.Carrier is { } carrier)
        {
            json.WriteNumber("bytesReceived"u8, carrier.BytesReceived);
            json.WriteNumber("bytesSent"u8, carrier.BytesSent);
        }

        if (slot.Carrier?.Link is { } link)
        {
            json.WriteNumber("streams"u8, link.Streams);
            json.WriteNumber("backlog"u8, link.Backlog);
            json.WriteNumber("queuedBytes"u8, link.QueuedBytes);
            json.WriteBoolean("suspect"u8, link.IsSuspect);
            json.WriteNumber("rttMicroseconds"u8, link.RttMicroseconds);
        }

        json.WriteEndObject();
    }
}
