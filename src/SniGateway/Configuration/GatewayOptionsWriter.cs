using System.Text.Json;
using Connectivity.Shared.Configuration;

namespace Connectivity.SniGateway.Configuration;

/// <summary>
/// Writes the configuration in force, defaults included, as JSON with the keys of the file. It holds no secrets. JSON is YAML, so what
/// is written can be used as a configuration file.
/// </summary>
internal static class GatewayOptionsWriter
{
    /// <summary>Writes the options as properties of the open object. What the host binds itself (admin, log) it writes itself.</summary>
    public static void Write(Utf8JsonWriter json, GatewayOptions options)
    {
        json.WriteObjects("listeners", options.Listeners, WriteListener);
        json.WriteObjects("routes", options.Routes, RouteOptionsWriter.Write);
        WriteLimits(json, options.Limits);
        WriteOperation(json, options);
        if (options.Zone is not null)
            json.WriteString("zone", options.Zone);
        json.WriteNumber("loops", options.Loops);
    }

    private static void WriteListener(Utf8JsonWriter json, ListenerOptions listener)
    {
        json.WriteString("name", listener.Name);
        json.WriteString("address", listener.Address.ToString());
        json.WriteString("kind", listener.Kind.ToString());
        json.WriteString("proxyProtocol", listener.ProxyProtocol.ToString());
        if (listener.TrustedProxies.Count > 0)
            json.WriteTexts("trustedProxies", listener.TrustedProxies);
        json.WriteString("onNoRoute", listener.OnNoRoute.ToString());
        json.WriteNumber("stackedHeaders", listener.StackedHeaders);
        json.WriteString("sourceHeader", listener.SourceHeader.ToString());
        json.WriteString("destinationHeader", listener.DestinationHeader.ToString());
        json.WriteNumber("backlog", listener.Backlog);
    }

    private static void WriteLimits(Utf8JsonWriter json, LimitsOptions limits)
    {
        json.WriteStartObject("limits");
        json.WriteDuration("helloTimeout", limits.HelloTimeout);
        json.WriteNumber("helloMaxBytes", limits.HelloMaxBytes);
        json.WriteNumber("helloMaxRecords", limits.HelloMaxRecords);
        json.WriteNumber("maxUnroutedPerSource", limits.MaxUnroutedPerSource);
        json.WriteNumber("maxUnrouted", limits.MaxUnrouted);
        json.WriteNumber("maxConnections", limits.MaxConnections);
        json.WriteNumber("newConnectionsPerSource", limits.NewConnectionsPerSource);
        json.WriteNumber("newConnectionsPerSourceBurst", limits.NewConnectionsPerSourceBurst);
        json.WriteDuration("connectTimeout", limits.ConnectTimeout);
        json.WriteNumber("connectAttempts", limits.ConnectAttempts);
        json.WriteDuration("idleTimeout", limits.IdleTimeout);
        json.WriteDuration("halfCloseTimeout", limits.HalfCloseTimeout);
        json.WriteDuration("maxConnectionAge", limits.MaxConnectionAge);
        json.WriteNumber("proxyHeaderMaxBytes", limits.ProxyHeaderMaxBytes);
        json.WriteDuration("userTimeout", limits.UserTimeout);
        json.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter json, GatewayOptions options)
    {
        json.WriteStartObject("drain");
        json.WriteDuration("timeout", options.Drain.Timeout);
        json.WriteEndObject();
        json.WriteStartObject("accessLog");
        json.WriteString("path", options.AccessLog.Path);
        json.WriteEndObject();
        json.WriteStartObject("keepalive");
        options.Keepalive.Write(json);
        json.WriteEndObject();
        json.WriteStartObject("outlierEjection");
        json.WriteNumber("consecutiveFailures", options.OutlierEjection.ConsecutiveFailures);
        json.WriteDuration("baseTime", options.OutlierEjection.BaseTime);
        json.WriteDuration("maxTime", options.OutlierEjection.MaxTime);
        json.WriteEndObject();
    }
}
