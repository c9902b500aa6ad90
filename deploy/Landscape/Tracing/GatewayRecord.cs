using System.Text.Json;

namespace Connectivity.Landscape.Tracing;

/// <summary>What the gateway's access log says of one connection.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Side">Whose doing that was.</param>
/// <param name="Backend">The endpoint that was tried last; null where none was.</param>
internal sealed record GatewayRecord(string Outcome, string Side, string? Backend)
{
    private const int TailBytes = 256 * 1024;
    private const int Looks = 20;

    // Lines gather in the gateway's memory for a moment.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks a connection up by the loopback port it came from, and waits a moment for its line.</summary>
    /// <returns>Null where the line does not come, or the log is not to be read.</returns>
    public static async Task<GatewayRecord?> FindAsync(string accessLog, int port, CancellationToken cancellation)
    {
        for (var look = 0; look < Looks; look++)
        {
            try
            {
                if (Find(Tail(accessLog), port) is { } record)
                    return record;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }

            await Task.Delay(Interval, cancellation);
        }

        return null;
    }

    /// <summary>The last line of a connection that came from a loopback port.</summary>
    /// <param name="log">The end of a log; its first line may be cut.</param>
    /// <param name="port">The port.</param>
    public static GatewayRecord? Find(string log, int port)
    {
        var client = $"\"client\":\"127.0.0.1:{port}\"";
        var line = log.Split('\n').LastOrDefault(line => line.StartsWith('{') && line.EndsWith('}') && line.Contains(client, StringComparison.Ordinal));
        if (line is null)
            return null;
        using var record = JsonDocument.Parse(line);
        var root = record.RootElement;
        return new GatewayRecord(
            root.GetProperty("outcome").GetString()!,
            root.GetProperty("side").GetString()!,
            root.TryGetProperty("backend", out var backend) ? backend.GetString() : null);
    }

    /// <summary>As it is told behind a failure.</summary>
    public override string ToString() => $"the gateway's access log says {Outcome} ({Side}){(Backend is null ? "" : $", backend {Backend}")}";

    private static string Tail(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
