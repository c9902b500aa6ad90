using System.Text.Json;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.HttpConnect;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>
/// Writes an agent's configuration in force, defaults included, as JSON with the keys of the file. Values of headers
/// are masked unless they are known to name a destination: some gateways take a credential there.
/// </summary>
internal static class AgentOptionsWriter
{
    /// <summary>Writes the options as properties of the open object. What the host binds itself (admin, log) it writes itself.</summary>
    public static void Write(Utf8JsonWriter json, AgentOptions options)
    {
        json.WriteString("agentId", options.AgentId);
        json.WriteString("zone", options.Zone);
        json.WriteObjects("servers", options.Servers, WriteServer);
        if (options.ServerTemplate is { } template)
        {
            json.WriteStartObject("serverTemplate");
            WriteWay(json, template.Address, template.Gateway, template.ConnectHeaders, template.TlsServerName);
            json.WriteEndObject();
        }

        json.WriteNumber("carriersPerServer", options.CarriersPerServer);
        OperationWriter.WriteTls(json, options.Tls, TlsBinder.CaFile);
        json.WriteObjects("allow", options.Allow, WriteRule);
        json.WriteTexts("advertise", options.Advertise);
        WriteLimits(json, options.Limits);
        WriteTargetKeepalive(json, options.TargetKeepalive);
        OperationWriter.WriteKeepalive(json, options.Keepalive);
        WriteReconnect(json, options.Reconnect);
        OperationWriter.WriteDrain(json, options.Drain);
    }

    private static void WriteServer(Utf8JsonWriter json, LinkOptions server)
    {
        json.WriteString("name", server.Name);
        WriteWay(json, server.Address?.ToString(), server.Gateway?.ToString(), server.ConnectHeaders, server.TlsServerName);
    }

    private static void WriteWay(
        Utf8JsonWriter json, string? address, string? gateway, ValueList<ConnectHeader> headers, string? tlsServerName)
    {
        if (address is not null)
            json.WriteString("address", address);
        if (gateway is not null)
            json.WriteString("gateway", gateway);
        if (headers.Count > 0)
        {
            json.WriteStartObject("connectHeaders");
            foreach (var header in headers)
                json.WriteString(header.Name, header.ShownValue);
            json.WriteEndObject();
        }

        if (tlsServerName is not null)
            json.WriteString("tlsServerName", tlsServerName);
    }

    private static void WriteRule(Utf8JsonWriter json, AllowRule rule)
    {
        json.WriteString("cidr", rule.Cidr.ToString());
        json.WriteTexts("ports", rule.Ports);
    }

    private static void WriteLimits(Utf8JsonWriter json, AgentLimitsOptions limits)
    {
        json.WriteStartObject("limits");
        json.WriteNumber("dials", limits.Dials);
        json.WriteNumber("dialsPerDestination", limits.DialsPerDestination);
        json.WriteNumber("lookups", limits.Lookups);
        json.WriteDuration("lookupTimeout", limits.LookupTimeout);
        json.WriteDuration("connectTimeout", limits.ConnectTimeout);
        json.WriteDuration("handshakeTimeout", limits.HandshakeTimeout);
        json.WriteString("sessionMemory", ConfigBytes.Format(limits.SessionMemory));
        json.WriteString("window", ConfigBytes.Format(limits.Window));
        json.WriteEndObject();
    }

    private static void WriteTargetKeepalive(Utf8JsonWriter json, TargetKeepaliveOptions keepalive)
    {
        json.WriteStartObject("targetKeepalive");
        keepalive.Tcp.Write(json);
        json.WriteDuration("userTimeout", keepalive.UserTimeout);
        json.WriteEndObject();
    }

    private static void WriteReconnect(Utf8JsonWriter json, ReconnectOptions reconnect)
    {
        json.WriteStartObject("reconnect");
        json.WriteDuration("min", reconnect.Min);
        json.WriteDuration("max", reconnect.Max);
        json.WriteEndObject();
    }
}
