using System.Text.Json;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Writes what servers and agents have in common.</summary>
internal static class OperationWriter
{
    /// <summary>Writes "tls": names of files only.</summary>
    public static void WriteTls(Utf8JsonWriter json, TlsOptions tls, string caKey)
    {
        json.WriteStartObject("tls");
        json.WriteString("certFile", tls.CertFile);
        json.WriteString("keyFile", tls.KeyFile);
        json.WriteString(caKey, tls.CaFile);
        json.WriteEndObject();
    }

    /// <summary>Writes "keepalive".</summary>
    public static void WriteKeepalive(Utf8JsonWriter json, KeepaliveOptions keepalive)
    {
        json.WriteStartObject("keepalive");
        json.WriteDuration("interval", keepalive.Interval);
        json.WriteDuration("suspect", keepalive.Suspect);
        json.WriteDuration("dead", keepalive.Dead);
        json.WriteEndObject();
    }

    /// <summary>Writes "drain".</summary>
    public static void WriteDrain(Utf8JsonWriter json, DrainOptions drain)
    {
        json.WriteStartObject("drain");
        json.WriteDuration("timeout", drain.Timeout);
        json.WriteEndObject();
    }
}
