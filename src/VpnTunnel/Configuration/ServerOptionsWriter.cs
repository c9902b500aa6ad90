using System.Text.Json;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Writes a server's configuration in force, defaults included, as JSON with the keys of the file. It holds no secrets, only the names of files.</summary>
internal static class ServerOptionsWriter
{
    /// <summary>Writes the options as properties of the open object. What the host binds itself (admin, log) it writes itself.</summary>
    public static void Write(Utf8JsonWriter json, ServerOptions options)
    {
        json.WriteString("serverId", options.ServerId);
        json.WriteString("zone", options.Zone);
        json.WriteTexts("members", options.Members);
        json.WriteStartObject("carriers");
        json.WriteString("listen", options.Carriers.Listen.ToString());
        OperationWriter.WriteTls(json, options.Carriers.Tls, TlsBinder.ClientCaFile);
        json.WriteEndObject();
        json.WriteObjects("frontends", options.Frontends, WriteFrontend);
        json.WriteStartObject("resume");
        json.WriteDuration("window", options.Resume.Window);
        json.WriteEndObject();
        WriteLimits(json, options.Limits);
        OperationWriter.WriteKeepalive(json, options.Keepalive);
        OperationWriter.WriteDrain(json, options.Drain);
    }

    private static void WriteFrontend(Utf8JsonWriter json, FrontendOptions frontend)
    {
        json.WriteString("kind", frontend.Kind.ToString());
        json.WriteString("listen", frontend.Listen.ToString());
        if (frontend.Tls is { } tls)
        {
            OperationWriter.WriteTls(json, tls, TlsBinder.ClientCaFile);
            json.WriteTexts("allowedClients", frontend.AllowedClients);
        }

        if (frontend.AllowedSources is { } sources)
            json.WriteTexts("allowedSources", sources);
        if (frontend.Listen.IsUnix)
            json.WriteString("mode", FrontendBinder.FormatMode(frontend.Mode));
    }

    private static void WriteLimits(Utf8JsonWriter json, ServerLimitsOptions limits)
    {
        json.WriteStartObject("limits");
        json.WriteNumber("maxSessions", limits.MaxSessions);
        json.WriteNumber("maxStreamsPerSession", limits.MaxStreamsPerSession);
        json.WriteString("sessionMemory", ConfigBytes.Format(limits.SessionMemory));
        json.WriteString("window", ConfigBytes.Format(limits.Window));
        json.WriteNumber("pendingDials", limits.PendingDials);
        json.WriteNumber("pendingDialsPerDestination", limits.PendingDialsPerDestination);
        json.WriteDuration("headTimeout", limits.HeadTimeout);
        json.WriteDuration("dialTimeout", limits.DialTimeout);
        json.WriteDuration("secondAgentAfter", limits.SecondAgentAfter);
        json.WriteDuration("handshakeTimeout", limits.HandshakeTimeout);
        json.WriteNumber("maxHandshakes", limits.MaxHandshakes);
        json.WriteEndObject();
    }
}
