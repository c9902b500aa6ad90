namespace Connectivity.Landscape.Shoots;

/// <summary>The command line of a shoot's kube-scheduler.</summary>
internal static class SchedulerCommand
{
    public static IEnumerable<string> Build(string binary, ControlPlaneFiles files, ControlPlanePorts ports, KubernetesVersion version) =>
    [
        binary,
        "--bind-address=127.0.0.1",
        $"--secure-port={ports.Scheduler}",
        .. version.HasInsecurePorts ? ["--port=0"] : Array.Empty<string>(),
        $"--kubeconfig={files.SchedulerKubeconfig}",
        $"--cert-dir={Path.Combine(files.Pki, "kube-scheduler")}",
        "--leader-elect=false",
    ];
}
