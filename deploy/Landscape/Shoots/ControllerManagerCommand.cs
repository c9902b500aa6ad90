using Connectivity.Landscape.Pki;

namespace Connectivity.Landscape.Shoots;

/// <summary>The command line of a shoot's kube-controller-manager.</summary>
internal static class ControllerManagerCommand
{
    public static IEnumerable<string> Build(
        string binary, ShootPki pki, ControlPlaneFiles files, ControlPlanePorts ports, KubernetesVersion version) =>
    [
        binary,
        "--bind-address=127.0.0.1",
        $"--secure-port={ports.ControllerManager}",
        .. version.HasInsecurePorts ? ["--port=0"] : Array.Empty<string>(),
        $"--kubeconfig={files.ControllerManagerKubeconfig}",
        $"--cert-dir={Path.Combine(files.Pki, "kube-controller-manager")}",
        // It makes the directory, which would be one of the machine's.
        $"--flex-volume-plugin-dir={Path.Combine(files.Directory, "volume-plugins")}",
        // The only one of its kind.
        "--leader-elect=false",
        "--use-service-account-credentials",
        $"--service-account-private-key-file={pki.ServiceAccountKeyFile}",
        $"--root-ca-file={pki.AuthorityFile}",
    ];
}
