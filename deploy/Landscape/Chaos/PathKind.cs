namespace Connectivity.Landscape.Chaos;

/// <summary>The ways of a landscape that a fault may interrupt.</summary>
internal enum PathKind
{
    /// <summary>A client of the shoot, through the gateway to kube-apiserver.</summary>
    Api,

    /// <summary>A pod, through apiserver-proxy and the gateway to kube-apiserver.</summary>
    Pod,

    /// <summary>kube-apiserver, through the tunnel to a kubelet.</summary>
    Exec,

    /// <summary>kube-apiserver, through the tunnel to a Service of the shoot.</summary>
    Webhook,
}
