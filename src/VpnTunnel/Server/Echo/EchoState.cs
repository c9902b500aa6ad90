using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Server.Echo;

/// <summary>What the probes of one session have shown.</summary>
internal sealed class EchoState(TunnelSession session)
{
    /// <summary>Whose.</summary>
    public TunnelSession Session => session;

    /// <summary>Why the last probe that is over failed; null when it did not, or none is over.</summary>
    public string? Problem { get; set; }

    /// <summary>Whether the last probe that is over was good.</summary>
    public bool IsGood { get; set; }

    /// <summary>The time of the last good probe, there and back, in milliseconds.</summary>
    public long RoundTripMs { get; set; }

    /// <summary>The probe that is under way.</summary>
    public EchoProbe? Probe { get; set; }

    /// <summary>When it began.</summary>
    public long BegunMs { get; set; }

    /// <summary>When the next one begins.</summary>
    public long NextMs { get; set; }
}
