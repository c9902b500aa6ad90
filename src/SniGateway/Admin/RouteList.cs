using Connectivity.Shared.Configuration;
using System.Buffers;
using System.Text.Json;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Listening;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Admin;

/// <summary>The routes in force with their backends' state as JSON: what <c>/routes</c> answers.</summary>
internal static class RouteList
{
    public static byte[] Write(Gateway gateway)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        var snapshot = gateway.Routes.Current;
        json.WriteStartObject();
        json.WriteNumber("generation"u8, snapshot.Generation);
        json.WriteStartArray("routes"u8);
        foreach (var route in snapshot.Table.Routes)
            WriteRoute(json, route, gateway.NowMs);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteRoute(Utf8JsonWriter json, Route route, long nowMs)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, route.Name);
        json.WriteString("tenant"u8, route.Tenant);
        WriteTexts(json, "hosts"u8, route.Options.Hosts);
        WriteTexts(json, "connectDestinations"u8, route.Options.ConnectDestinations);
        WriteTexts(json, "proxyDestinations"u8, route.Options.ProxyDestinations.Select(static d => d.ToString()));
        json.WriteNumber("active"u8, route.State.Active);
        json.WriteNumber("accepted"u8, route.State.Sum(static c => c.Accepted));
        json.WriteNumber("bytesUp"u8, route.State.Sum(static c => c.BytesUp));
        json.WriteNumber("bytesDown"u8, route.State.Sum(static c => c.BytesDown));
        json.WriteStartObject("ended"u8);
        foreach (var outcome in ConnectionOutcomes.All)
        {
            if (route.State.Ended(outcome) is > 0 and var count)
                json.WriteNumber(outcome.Name(), count);
        }

        json.WriteEndObject();
        WriteFailure(json, route.State.LastFailure);
        WriteBackends(json, route, nowMs);
        json.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter json, (ConnectionOutcome Outcome, DateTimeOffset At)? failure)
    {
        if (failure is not { } last)
            return;
        json.WriteStartObject("lastFailure"u8);
        json.WriteString("outcome"u8, last.Outcome.Name());
        json.WriteString("at"u8, last.At);
        json.WriteEndObject();
    }

    private static void WriteBackends(Utf8JsonWriter json, Route route, long nowMs)
    {
        json.WriteStartArray("backends"u8);
        foreach (var member in route.Backends.Members)
        {
            json.WriteStartObject();
            json.WriteString("address"u8, member.Backend.Name);
            json.WriteNumber("weight"u8, member.Options.Weight);
            if (member.Options.Zone is { } zone)
                json.WriteString("zone"u8, zone);
            if (member.Backend.Resolution?.LastError is { } resolution)
                json.WriteString("resolutionProblem"u8, resolution);
            json.WriteStartArray("endpoints"u8);
            foreach (var endpoint in member.Backend.Endpoints)
            {
                json.WriteStartObject();
                json.WriteString("address"u8, endpoint.Address.ToString());
                json.WriteBoolean("usable"u8, route.Backends.IsUsable(endpoint, nowMs));
                json.WriteNumber("active"u8, endpoint.Active);
                json.WriteNumber("consecutiveFailures"u8, endpoint.ConsecutiveFailures);
                if (endpoint.Health.LastError is { } problem)
                    json.WriteString("healthProblem"u8, problem);
                WriteFailure(json, endpoint.LastFailure);
                if (endpoint.IsEjected(nowMs))
                    json.WriteNumber("ejectedForMs"u8, endpoint.EjectedUntilMs - nowMs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> values)
    {
        var any = false;
        foreach (var value in values)
        {
            if (!any)
                json.WriteStartArray(name);
            any = true;
            json.WriteStringValue(value);
        }

        if (any)
            json.WriteEndArray();
    }
}
