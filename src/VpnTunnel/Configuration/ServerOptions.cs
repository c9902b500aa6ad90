using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>The whole configuration of a tunnel server: validated, immutable, compared by value.</summary>
internal sealed record ServerOptions
{
    /// <summary>What agents know this server by; told to them in HELLO and MEMBERS.</summary>
    public required string ServerId { get; init; }

    /// <summary>The zone this server runs in: agents of the same zone are preferred. Empty: in none.</summary>
    public string Zone { get; init; } = "";

    /// <summary>
    /// The ids of all servers, this one among them or not; agents are told them and connect to each. At most <see cref="MaxMembers"/>.
    /// Empty: agents connect to those of their own configuration.
    /// </summary>
    public ValueList<string> Members { get; init; } = [];

    /// <summary>Where agents come in.</summary>
    public required CarrierListenerOptions Carriers { get; init; }

    /// <summary>Where kube-apiserver and others come in. At least one.</summary>
    public ValueList<FrontendOptions> Frontends { get; init; } = [];

    /// <summary>How long streams wait for a lost agent.</summary>
    public ResumeOptions Resume { get; init; } = new();

    /// <summary>Bounds on what agents and clients may use up.</summary>
    public ServerLimitsOptions Limits { get; init; } = new();

    /// <summary>When a carrier is taken for dead.</summary>
    public KeepaliveOptions Keepalive { get; init; } = new();

    /// <summary>How the server ends.</summary>
    public DrainOptions Drain { get; init; } = new();

    /// <summary>Most members (protocol, section 2).</summary>
    public const int MaxMembers = 64;
}

/// <summary>Where agents come in.</summary>
internal sealed record CarrierListenerOptions
{
    /// <summary>The address and port to bind. Port 0 takes any free port.</summary>
    public required SocketEndpoint Listen { get; init; }

    /// <summary>Our certificate, and who may have issued an agent's.</summary>
    public required TlsOptions Tls { get; init; }
}

/// <summary>How long streams wait for a lost agent.</summary>
internal sealed record ResumeOptions
{
    /// <summary>
    /// Time from the loss of a session's last carrier until its streams are reset. Default 60 s, 0 resets them at once, at most 10 min.
    /// Streams, and the memory of what they have not delivered, that nobody comes back for.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);
}
