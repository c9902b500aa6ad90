using Connectivity.Shared.Configuration;
using System.Text.Json;

namespace Connectivity.SniGateway.Configuration;

/// <summary>Writes a route as <see cref="GatewayOptionsWriter"/> does. Lists that are empty are left out: the file may not hold them.</summary>
internal static class RouteOptionsWriter
{
    /// <summary>Writes the properties of a route.</summary>
    public static void Write(Utf8JsonWriter json, RouteOptions route)
    {
        json.WriteString("name", route.Name);
        json.WriteString("tenant", route.Tenant);
        if (route.Hosts.Count > 0)
            json.WriteTexts("hosts", route.Hosts);
        if (route.ConnectDestinations.Count > 0)
            json.WriteTexts("connectDestinations", route.ConnectDestinations);
        if (route.ProxyDestinations.Count > 0)
            json.WriteTexts("proxyDestinations", route.ProxyDestinations);
        if (route.AllowedSources is not null)
            json.WriteTexts("allowedSources", route.AllowedSources);
        json.WriteNumber("maxConnections", route.MaxConnections);
        json.WriteNumber("newConnectionsPerSecond", route.NewConnectionsPerSecond);
        json.WriteNumber("newConnectionsBurst", route.NewConnectionsBurst);
        json.WriteString("sendProxyProtocol", route.SendProxyProtocol.ToString());
        json.WriteString("loadBalancing", route.LoadBalancing.ToString());
        json.WriteBoolean("closeOnRemove", route.CloseOnRemove);
        WriteHealthCheck(json, route.HealthCheck);
        json.WriteObjects("backends", route.Backends, WriteBackend);
    }

    private static void WriteHealthCheck(Utf8JsonWriter json, HealthCheckOptions check)
    {
        json.WriteStartObject("healthCheck");
        json.WriteString("kind", check.Kind.ToString());
        json.WriteString("path", check.Path);
        json.WriteDuration("interval", check.Interval);
        json.WriteDuration("timeout", check.Timeout);
        if (check.ServerName is not null)
            json.WriteString("serverName", check.ServerName);
        if (check.CaFile is not null)
            json.WriteString("caFile", check.CaFile);
        json.WriteNumber("healthyThreshold", check.HealthyThreshold);
        json.WriteNumber("unhealthyThreshold", check.UnhealthyThreshold);
        json.WriteEndObject();
    }

    private static void WriteBackend(Utf8JsonWriter json, BackendOptions backend)
    {
        json.WriteString("address", backend.Address.ToString());
        json.WriteNumber("weight", backend.Weight);
        if (backend.Zone is not null)
            json.WriteString("zone", backend.Zone);
    }
}
