using Connectivity.Shared.Outcomes;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>Which part of a connection's way an end belongs to.</summary>
internal enum ProxyLeg : byte
{
    /// <summary>From the client to this proxy.</summary>
    Client,

    /// <summary>Looking the gateway up.</summary>
    Resolve,

    /// <summary>Connecting to the gateway.</summary>
    Connect,

    /// <summary>What the gateway said or did, and all behind it.</summary>
    Gateway,

    /// <summary>This proxy: a limit, its own end.</summary>
    Self,
}

/// <summary>Facts about each <see cref="ProxyLeg"/>.</summary>
internal static class ProxyLegs
{
    /// <summary>Number of legs.</summary>
    public const int Count = 5;

    /// <summary>The name in logs and metrics' labels.</summary>
    public static string Name(this ProxyLeg leg) => leg switch
    {
        ProxyLeg.Client => "client",
        ProxyLeg.Resolve => "resolve",
        ProxyLeg.Connect => "connect",
        ProxyLeg.Gateway => "gateway",
        _ => "self",
    };

    /// <summary>The leg of a relayed connection's end.</summary>
    public static ProxyLeg Of(ConnectionOutcome outcome) => outcome.Side() switch
    {
        ConnectionSide.Client => ProxyLeg.Client,
        ConnectionSide.Upstream => ProxyLeg.Gateway,
        _ => ProxyLeg.Self,
    };
}
