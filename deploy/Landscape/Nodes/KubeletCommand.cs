using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Nodes;

/// <summary>The command line of a node's kubelet; understood by Kubernetes 1.20 and by current ones.</summary>
internal static class KubeletCommand
{
    public static IEnumerable<string> Build(
        string binary, NodeName name, NodeAddress address, NodeFiles files, KubernetesVersion version) =>
    [
        binary,
        $"--config={files.KubeletConfiguration}",
        $"--kubeconfig={files.KubeletKubeconfig}",
        $"--root-dir={files.KubeletRoot}",
        $"--hostname-override={name}",
        $"--node-ip={address.Node}",
        .. version.HasDockershim ? ["--container-runtime=remote"] : Array.Empty<string>(),
        .. version.TakesRuntimeEndpointAsFlag
            ? [$"--container-runtime-endpoint=unix://{ContainerdConfiguration.Socket}"]
            : Array.Empty<string>(),
    ];
}
