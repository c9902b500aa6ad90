using System.Text.Json;

namespace Connectivity.Shared.Configuration;

/// <summary>TCP keepalive of connections (tcp(7)): a dead peer shows after idle + interval × probes. What the defaults are says who has it in his options.</summary>
/// <param name="Idle">Silence before the first probe, in whole seconds.</param>
/// <param name="Interval">Time between probes, in whole seconds.</param>
/// <param name="Probes">Probes without an answer after which the peer is dead, 1 to 127.</param>
public sealed record TcpKeepaliveOptions(TimeSpan Idle, TimeSpan Interval, int Probes)
{
    // The kernel counts whole seconds, 32767 at most.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(32767);

    /// <summary>When a dead peer has shown at the latest.</summary>
    public TimeSpan Total => Idle + (Interval * Probes);

    /// <summary>Reads <c>idle</c>, <c>interval</c> and <c>probes</c> of a mapping.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="defaults">What is meant where a key is missing.</param>
    public static TcpKeepaliveOptions Bind(ConfigMapping map, TcpKeepaliveOptions defaults) => new(
        map.Duration("idle", defaults.Idle, Least, Most),
        map.Duration("interval", defaults.Interval, Least, Most),
        map.Int("probes", defaults.Probes, min: 1, max: 127));

    /// <summary>Writes those keys as properties of the open object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteDuration("idle", Idle);
        json.WriteDuration("interval", Interval);
        json.WriteNumber("probes", Probes);
    }
}
