using Connectivity.Landscape.Pki;

namespace Connectivity.Landscape.Shoots;

/// <summary>The command line of a shoot's kube-apiserver; understood by Kubernetes 1.20 and by current ones.</summary>
internal static class ApiserverCommand
{
    /// <param name="binary">Its path.</param>
    /// <param name="pki">The shoot's certificates.</param>
    /// <param name="files">The shoot's files.</param>
    /// <param name="ports">The shoot's ports.</param>
    /// <param name="tunnel">Whether the shoot is reached through a tunnel.</param>
    public static IEnumerable<string> Build(string binary, ShootPki pki, ControlPlaneFiles files, ControlPlanePorts ports, bool tunnel = false) =>
    [
        binary,
        "--bind-address=127.0.0.1",
        $"--secure-port={ports.Apiserver}",
        $"--advertise-address={ShootNetwork.AdvertiseAddress}",
        $"--service-cluster-ip-range={ShootNetwork.ServiceRange}",
        $"--etcd-servers=https://127.0.0.1:{ports.EtcdClient}",
        $"--etcd-cafile={pki.EtcdAuthorityFile}",
        $"--etcd-certfile={pki.EtcdClient.Certificate}",
        $"--etcd-keyfile={pki.EtcdClient.Key}",
        $"--tls-cert-file={pki.Apiserver.Certificate}",
        $"--tls-private-key-file={pki.Apiserver.Key}",
        $"--cert-dir={files.Pki}",
        $"--client-ca-file={pki.AuthorityFile}",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--enable-bootstrap-token-auth",
        "--allow-privileged",
        $"--service-account-key-file={pki.ServiceAccountKeyFile}",
        $"--service-account-signing-key-file={pki.ServiceAccountKeyFile}",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        $"--kubelet-client-certificate={pki.KubeletClient.Certificate}",
        $"--kubelet-client-key={pki.KubeletClient.Key}",
        $"--kubelet-certificate-authority={pki.AuthorityFile}",
        "--kubelet-preferred-address-types=InternalIP,Hostname,ExternalIP",
        .. tunnel ? [$"--egress-selector-config-file={files.EgressConfiguration}"] : Array.Empty<string>(),
    ];
}
