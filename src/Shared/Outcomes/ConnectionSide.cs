namespace Connectivity.Shared.Outcomes;

/// <summary>Whose doing the end of a connection was.</summary>
public enum ConnectionSide : byte
{
    /// <summary>The peer that connected to us.</summary>
    Client,

    /// <summary>The peer that we connected to.</summary>
    Upstream,

    /// <summary>This program: a limit, a deadline, its configuration or its own end.</summary>
    Self,
}
