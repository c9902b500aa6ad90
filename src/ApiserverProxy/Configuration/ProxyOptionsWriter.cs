using System.Text.Json;
using Connectivity.Shared.Configuration;

namespace Connectivity.ApiserverProxy.Configuration;

/// <summary>
/// Writes the configuration in force, defaults included, as JSON with the keys of the file. Values of headers are masked unless they are known
/// to name a destination: some gateways take a credential there.
/// </summary>
internal static class ProxyOptionsWriter
{
    /// <summary>Writes the options as properties of the open object. What the host binds itself (admin, log) it writes itself.</summary>
    public static void Write(Utf8JsonWriter json, ProxyOptions options)
    {
        json.WriteTexts("listen", options.Listen);
        json.WriteStartObject("interface");
        json.WriteString("name", options.Interface.Name);
        json.WriteBoolean("manage", options.Interface.Manage);
        json.WriteBoolean("keep", options.Interface.Keep);
        json.WriteDuration("check", options.Interface.Check);
        json.WriteEndObject();
        WriteGateway(json, options.Gateway);
        json.WriteStartObject("keepalive");
        options.Keepalive.Write(json);
        json.WriteEndObject();
        json.WriteNumber("maxConnections", options.MaxConnections);
        json.WriteDuration("halfCloseTimeout", options.HalfCloseTimeout);
        json.WriteDuration("idleTimeout", options.IdleTimeout);
        json.WriteStartObject("readiness");
        json.WriteDuration("interval", options.Readiness.Interval);
        json.WriteDuration("timeout", options.Readiness.Timeout);
        json.WriteString("serverName", options.Readiness.ServerName);
        json.WriteEndObject();
        json.WriteStartObject("drain");
        json.WriteDuration("timeout", options.Drain.Timeout);
        json.WriteEndObject();
    }

    private static void WriteGateway(Utf8JsonWriter json, GatewayOptions gateway)
    {
        json.WriteStartObject("gateway");
        WriteAddresses(json, gateway);
        json.WriteString("mode", gateway.Mode.ToString());
        if (gateway.Mode == GatewayMode.Connect)
            WriteRequest(json, gateway);
        else if (!gateway.Destination.IsNone)
            json.WriteString("destination", gateway.Destination.ToString());
        json.WriteDuration("connectTimeout", gateway.ConnectTimeout);
        json.WriteDuration("answerTimeout", gateway.AnswerTimeout);
        json.WriteNumber("attempts", gateway.Attempts);
        if (gateway.Mode == GatewayMode.Connect)
            json.WriteNumber("warmConnections", gateway.WarmConnections);
        json.WriteDuration("lookupTimeout", gateway.LookupTimeout);
        json.WriteDuration("lookupInterval", gateway.LookupInterval);
        json.WriteEndObject();
    }

    private static void WriteAddresses(Utf8JsonWriter json, GatewayOptions gateway)
    {
        if (gateway.Zone is not null)
            json.WriteString("zone", gateway.Zone);
        if (gateway.Addresses.All(static a => a.Zone is null))
        {
            json.WriteTexts("address", [.. gateway.Hosts]);
            return;
        }

        json.WriteObjects("address", gateway.Addresses, static (json, address) =>
        {
            json.WriteString("address", address.Host.ToString());
            if (address.Zone is not null)
                json.WriteString("zone", address.Zone);
        });
    }

    private static void WriteRequest(Utf8JsonWriter json, GatewayOptions gateway)
    {
        json.WriteStartObject("connectHeaders");
        foreach (var header in gateway.ConnectHeaders)
            json.WriteString(header.Name, header.ShownValue);
        json.WriteEndObject();
        json.WriteString("target", gateway.Target);
    }
}
