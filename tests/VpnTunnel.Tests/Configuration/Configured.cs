using System.Text;
using System.Text.Json;
using Connectivity.Shared.Configuration;
using Connectivity.VpnTunnel.Configuration;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Configuration;

/// <summary>Configuration files of the tunnel and what becomes of them.</summary>
internal static class Configured
{
    public const string AgentTls = "tls: { certFile: a.crt, keyFile: a.key, caFile: ca.crt }\n";
    public const string Allow = "allow: [{ cidr: 10.250.0.0/16, ports: [10250] }]\n";
    public const string Servers = "servers: [{ name: s-0, address: \"vpn:1194\" }]\n";
    public const string MinimalAgent = "agentId: node-1\n" + Servers + AgentTls + Allow;

    public const string ServerTls = "tls: { certFile: s.crt, keyFile: s.key, clientCaFile: ca.crt }";
    public const string Carriers = "carriers: { listen: 0.0.0.0:1194, " + ServerTls + " }\n";
    public const string Frontends = "frontends: [{ kind: HttpConnect, listen: \"unix:/run/vpn/connect.sock\" }]\n";
    public const string MinimalServer = "serverId: s-0\n" + Carriers + Frontends;

    public static AgentOptions Agent(string text)
    {
        var errors = new ConfigErrors("agent.yaml");
        var options = AgentOptionsBinder.Read(text, errors);
        Assert.Empty(errors.Lines());
        return options!;
    }

    public static ServerOptions Server(string text)
    {
        var errors = new ConfigErrors("server.yaml");
        var options = ServerOptionsBinder.Read(text, errors);
        Assert.Empty(errors.Lines());
        return options!;
    }

    /// <summary>The mistakes of an agent's file: key path and message.</summary>
    public static string[] AgentErrors(string text) => Errors(text, static (t, errors) => AgentOptionsBinder.Read(t, errors));

    /// <summary>The mistakes of a server's file: key path and message.</summary>
    public static string[] ServerErrors(string text) => Errors(text, static (t, errors) => ServerOptionsBinder.Read(t, errors));

    public static string Written(AgentOptions options) => Written(json => AgentOptionsWriter.Write(json, options));

    public static string Written(ServerOptions options) => Written(json => ServerOptionsWriter.Write(json, options));

    private static string[] Errors(string text, Func<string, ConfigErrors, object?> read)
    {
        var errors = new ConfigErrors("file");
        Assert.Null(read(text, errors));
        return [.. errors.InFileOrder.Select(static e => $"{e.Path}: {e.Message}")];
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
