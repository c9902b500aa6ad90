using Connectivity.Landscape.Nodes;

namespace Connectivity.Landscape.Shoots;

/// <summary>Where the files of one shoot lie.</summary>
internal sealed class ControlPlaneFiles(string directory)
{
    public string Directory => directory;

    public string Pki => Path.Combine(directory, "pki");

    public string EtcdData => Path.Combine(directory, "etcd");

    public string EtcdLog => Path.Combine(directory, "etcd.log");

    public string ApiserverLog => Path.Combine(directory, "kube-apiserver.log");

    public string ControllerManagerKubeconfig => Path.Combine(directory, "kube-controller-manager.kubeconfig");

    public string ControllerManagerLog => Path.Combine(directory, "kube-controller-manager.log");

    public string SchedulerKubeconfig => Path.Combine(directory, "kube-scheduler.kubeconfig");

    public string SchedulerLog => Path.Combine(directory, "kube-scheduler.log");

    /// <summary>Sends what kube-apiserver has to say to the shoot through the tunnel.</summary>
    public string EgressConfiguration => Path.Combine(directory, "egress.yaml");

    public string TunnelServerConfiguration => Path.Combine(directory, "vpn-tunnel.yaml");

    public string TunnelServerLog => Path.Combine(directory, "vpn-tunnel.log");

    /// <summary>Where the tunnel server takes kube-apiserver's requests.</summary>
    public string TunnelSocket => Path.Combine(directory, "tunnel.sock");

    /// <summary>Leads kubectl through the gateway to this shoot, as a member of system:masters.</summary>
    public string Kubeconfig => Path.Combine(directory, "kubeconfig");

    /// <summary>Leads kubectl to this shoot's kube-apiserver itself, past the gateway: for what has to outlive the gateway.</summary>
    public string DirectKubeconfig => Path.Combine(directory, "kubeconfig-direct");

    /// <summary>
    /// What the landscape's own kubectl keeps between calls. It tells clusters apart by their address, which all shoots share, so each
    /// shoot has a directory.
    /// </summary>
    public string KubectlCache => Path.Combine(directory, "kubectl-cache");

    /// <summary>The files of one of the shoot's nodes.</summary>
    public NodeFiles FilesOf(NodeName node) => new(Path.Combine(directory, "nodes", node.Value));

    /// <summary>Makes the directories, readable by their owner only.</summary>
    public void Create() =>
        System.IO.Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Removes everything of the shoot.</summary>
    public void Remove() => System.IO.Directory.Delete(directory, recursive: true);
}
