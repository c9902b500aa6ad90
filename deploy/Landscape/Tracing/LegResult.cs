namespace Connectivity.Landscape.Tracing;

/// <summary>The legs of the way from a client of a shoot to its kubelets, in their order, and the way back from a node.</summary>
internal enum TraceLeg
{
    /// <summary>From this machine to the gateway's listener.</summary>
    ClientToGateway,

    /// <summary>Through the gateway to the kube-apiserver that the name means.</summary>
    GatewayToApiserver,

    /// <summary>The kube-apiserver itself, and its etcd.</summary>
    Apiserver,

    /// <summary>From kube-apiserver to the tunnel's front end.</summary>
    EgressFrontend,

    /// <summary>The tunnel's server.</summary>
    TunnelServer,

    /// <summary>From the tunnel's server to a node's agent.</summary>
    Agent,

    /// <summary>From the agent to the node's kubelet.</summary>
    Kubelet,

    /// <summary>From a node by its apiserver-proxy and the gateway to kube-apiserver.</summary>
    NodeProxy,
}

/// <summary>What came of looking at a leg.</summary>
internal enum LegVerdict
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It does not; the detail says why.</summary>
    Failed,

    /// <summary>It cannot be tried, since one before it is broken; the detail says which.</summary>
    NotReached,

    /// <summary>This process may not look at it, or the shoot does not have it; the detail says what would help.</summary>
    NotLookedAt,
}

/// <summary>One leg, tried.</summary>
/// <param name="Leg">Which.</param>
/// <param name="Node">Of which node; null where it is of the whole shoot.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Took">How long the leg takes, or how long it took to fail; null where it was not tried.</param>
/// <param name="Detail">One line: what was found, or the exact cause.</param>
internal sealed record LegResult(TraceLeg Leg, string? Node, LegVerdict Verdict, TimeSpan? Took, string Detail)
{
    /// <summary>Whether it was tried and works.</summary>
    public bool IsOk => Verdict == LegVerdict.Ok;

    /// <summary>The leg as people call it.</summary>
    public string Name => Leg switch
    {
        TraceLeg.ClientToGateway => "client -> gateway",
        TraceLeg.GatewayToApiserver => "gateway -> apiserver",
        TraceLeg.Apiserver => "apiserver",
        TraceLeg.EgressFrontend => "apiserver -> egress front end",
        TraceLeg.TunnelServer => "front end -> server",
        TraceLeg.Agent => $"server -> agent {Node}",
        TraceLeg.Kubelet => $"agent -> kubelet {Node}",
        TraceLeg.NodeProxy => $"node {Node} -> proxy -> apiserver",
        _ => throw new InvalidOperationException($"no name for {Leg}"),
    };

    /// <summary>A leg that works.</summary>
    public static LegResult Ok(TraceLeg leg, TimeSpan took, string detail, string? node = null) => new(leg, node, LegVerdict.Ok, took, detail);

    /// <summary>A leg that does not work.</summary>
    public static LegResult Failed(TraceLeg leg, TimeSpan? took, string cause, string? node = null) => new(leg, node, LegVerdict.Failed, took, cause);

    /// <summary>A leg behind a broken one.</summary>
    public static LegResult NotReached(TraceLeg leg, string why, string? node = null) => new(leg, node, LegVerdict.NotReached, null, why);

    /// <summary>A leg that is not looked at.</summary>
    public static LegResult NotLookedAt(TraceLeg leg, string why, string? node = null) => new(leg, node, LegVerdict.NotLookedAt, null, why);
}
