using Connectivity.Landscape.Pki;

namespace Connectivity.Landscape.Shoots;

/// <summary>The command line of a shoot's etcd: one member, mutual TLS even on the loopback interface, no waiting for the disk.</summary>
internal static class EtcdCommand
{
    private const long QuotaBytes = 1L << 30;

    public static IEnumerable<string> Build(string binary, ShootPki pki, ControlPlaneFiles files, ControlPlanePorts ports)
    {
        var client = $"https://127.0.0.1:{ports.EtcdClient}";
        var peer = $"https://127.0.0.1:{ports.EtcdPeer}";
        return
        [
            binary,
            "--name=etcd",
            $"--data-dir={files.EtcdData}",
            $"--listen-client-urls={client}",
            $"--advertise-client-urls={client}",
            $"--listen-peer-urls={peer}",
            $"--initial-advertise-peer-urls={peer}",
            $"--initial-cluster=etcd={peer}",
            $"--cert-file={pki.Etcd.Certificate}",
            $"--key-file={pki.Etcd.Key}",
            $"--trusted-ca-file={pki.EtcdAuthorityFile}",
            "--client-cert-auth",
            $"--peer-cert-file={pki.Etcd.Certificate}",
            $"--peer-key-file={pki.Etcd.Key}",
            $"--peer-trusted-ca-file={pki.EtcdAuthorityFile}",
            "--peer-client-cert-auth",
            $"--quota-backend-bytes={QuotaBytes}",
            // The data lives as long as the landscape: a crash of the machine may lose it.
            "--unsafe-no-fsync",
        ];
    }
}
