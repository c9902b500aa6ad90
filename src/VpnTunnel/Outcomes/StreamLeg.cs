namespace Connectivity.VpnTunnel.Outcomes;

/// <summary>The part of the way between client and target that an end belongs to.</summary>
internal enum StreamLeg : byte
{
    /// <summary>The client, and its connection to the server.</summary>
    Client,

    /// <summary>The server: a limit, its configuration, its own end, or that nobody is there to ask.</summary>
    Server,

    /// <summary>The agent, and the session with it.</summary>
    Agent,

    /// <summary>The target, and the agent's connection to it.</summary>
    Target,
}
