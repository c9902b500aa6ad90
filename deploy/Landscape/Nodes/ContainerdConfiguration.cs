using Connectivity.Landscape.Images;
using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Nodes;

/// <summary>The configuration of a node's containerd, in TOML.</summary>
internal static class ContainerdConfiguration
{
    /// <summary>Where it listens. The node has a /run of its own.</summary>
    public const string Socket = "/run/containerd/containerd.sock";

    /// <summary>The file's text.</summary>
    /// <param name="files">The node's directories.</param>
    /// <param name="runc">The path of runc.</param>
    /// <param name="plugins">The directory of the CNI plugins.</param>
    /// <param name="snapshotter">Puts the layers of an image together: <c>overlayfs</c>, or <c>native</c> where that cannot be.</param>
    public static string Build(NodeFiles files, string runc, string plugins, string snapshotter) => $"""
        version = 2
        root = {Quoted.Text(files.ContainerdRoot)}
        state = "/run/containerd"
        disabled_plugins = [
          "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
          "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.opt",
        ]
        [grpc]
          address = "{Socket}"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "{ImageNames.Pause}"
          disable_apparmor = true
          # The landscape may lack the right to make its processes less likely to be killed than itself.
          restrict_oom_score_adj = true
          netns_mounts_under_state_dir = true
          stream_server_address = "127.0.0.1"
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = {Quoted.Text(plugins)}
            conf_dir = {Quoted.Text(files.CniDirectory)}
          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = "{snapshotter}"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
              runtime_type = "io.containerd.runc.v2"
              [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                BinaryName = {Quoted.Text(runc)}
                SystemdCgroup = false

        """;

    /// <summary>The snapshotter for a directory: an overlay cannot lie on an overlay, as the root of a container is.</summary>
    public static string SnapshotterFor(string directory) =>
        new DriveInfo(directory).DriveFormat.StartsWith("overlay", StringComparison.Ordinal) ? "native" : "overlayfs";
}
