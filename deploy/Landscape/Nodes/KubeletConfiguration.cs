using Connectivity.Landscape.Output;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Nodes;

/// <summary>The configuration file of a node's kubelet.</summary>
internal static class KubeletConfiguration
{
    /// <summary>Where kube-apiserver finds the kubelet.</summary>
    public const int Port = 10250;

    /// <summary>The file's text.</summary>
    /// <param name="files">The node's directories.</param>
    /// <param name="pki">The node's certificates.</param>
    /// <param name="cgroup">The control group of the node's pods.</param>
    /// <param name="version">The kubelet's version.</param>
    public static string Build(NodeFiles files, NodePki pki, string cgroup, KubernetesVersion version) => $$"""
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        address: 0.0.0.0
        port: {{Port}}
        readOnlyPort: 0
        healthzBindAddress: 127.0.0.1
        healthzPort: 10248
        authentication:
          anonymous: { enabled: false }
          webhook: { enabled: true }
          x509: { clientCAFile: {{Quoted.Text(pki.AuthorityFile)}} }
        authorization: { mode: Webhook }
        tlsCertFile: {{Quoted.Text(pki.KubeletServer.Certificate)}}
        tlsPrivateKeyFile: {{Quoted.Text(pki.KubeletServer.Key)}}
        cgroupDriver: cgroupfs
        cgroupRoot: {{Quoted.Text("/" + cgroup)}}
        failSwapOn: false
        makeIPTablesUtilChains: false
        resolvConf: {{Quoted.Text(files.ResolvConf)}}
        clusterDomain: cluster.local
        clusterDNS: ["{{ShootNetwork.NodeLocalDns}}"]
        nodeStatusUpdateFrequency: 2s
        # The disk is the machine's: the landscape neither fills it nor can make room on it.
        evictionHard: { memory.available: 50Mi }
        imageGCHighThresholdPercent: 100
        volumePluginDir: {{Quoted.Text(Path.Combine(files.KubeletRoot, "volume-plugins"))}}
        {{ForVersion(version)}}
        """;

    private static string ForVersion(KubernetesVersion version)
    {
        var lines = new StringWriter { NewLine = "\n" };
        if (!version.TakesRuntimeEndpointAsFlag)
            lines.WriteLine($"containerRuntimeEndpoint: unix://{ContainerdConfiguration.Socket}");
        if (version.RefusesCgroupV1)
            lines.WriteLine("failCgroupV1: false");
        return lines.ToString();
    }
}
