namespace Connectivity.Landscape.Shoots;

/// <summary>Where the files of one shoot lie.</summary>
internal sealed class ControlPlaneFiles(string directory)
{
    public string Directory => directory;

    public string Pki => Path.Combine(directory, "pki");

    public string EtcdData => Path.Combine(directory, "etcd");

    public string EtcdLog => Path.Combine(directory, "etcd.log");

    public string ApiserverLog => Path.Combine(directory, "kube-apiserver.log");

    /// <summary>Leads kubectl through the gateway to this shoot, as a member of system:masters.</summary>
    public string Kubeconfig => Path.Combine(directory, "kubeconfig");

    /// <summary>
    /// What the landscape's own kubectl keeps between calls. It tells clusters apart by their address, which all shoots share, so each
    /// shoot has a directory.
    /// </summary>
    public string KubectlCache => Path.Combine(directory, "kubectl-cache");

    /// <summary>Makes the directories, readable by their owner only.</summary>
    public void Create() =>
        System.IO.Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Removes everything of the shoot.</summary>
    public void Remove() => System.IO.Directory.Delete(directory, recursive: true);
}
