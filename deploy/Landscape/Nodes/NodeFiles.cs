namespace Connectivity.Landscape.Nodes;

/// <summary>Where the files of one node lie.</summary>
internal sealed class NodeFiles(string directory)
{
    public string Directory => directory;

    public string Pki => In("pki");

    /// <summary>Is there once the node's namespaces are as they should be.</summary>
    public string ReadyMark => In("ready");

    public string Log => In("node.log");

    public string ContainerdConfiguration => In("containerd.toml");

    public string ContainerdRoot => In("containerd");

    public string ContainerdLog => In("containerd.log");

    public string CniConfiguration => Path.Combine(CniDirectory, "10-ptp.conflist");

    public string CniDirectory => In("cni");

    public string PodAddresses => In("pod-addresses");

    public string KubeletConfiguration => In("kubelet.yaml");

    public string KubeletKubeconfig => In("kubelet.kubeconfig");

    public string KubeletRoot => In("kubelet");

    public string KubeletLog => In("kubelet.log");

    public string ResolvConf => In("resolv.conf");

    public string ProxyConfiguration => In("kube-proxy.yaml");

    public string ProxyKubeconfig => In("kube-proxy.kubeconfig");

    public string ProxyLog => In("kube-proxy.log");

    public string AgentConfiguration => In("vpn-tunnel.yaml");

    public string AgentLog => In("vpn-tunnel.log");

    public string NodeProxyConfiguration => In("apiserver-proxy.yaml");

    public string NodeProxyLog => In("apiserver-proxy.log");

    /// <summary>Makes the directories.</summary>
    public void Create()
    {
        foreach (var path in (string[])[directory, CniDirectory, KubeletRoot])
            System.IO.Directory.CreateDirectory(path);
    }

    private string In(string name) => Path.Combine(directory, name);
}
