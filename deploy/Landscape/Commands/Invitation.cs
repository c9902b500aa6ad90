using System.Text;
using Connectivity.Landscape.Proofs;

namespace Connectivity.Landscape.Commands;

/// <summary>What to try on a landscape that is up.</summary>
internal static class Invitation
{
    public static string Text(RunningLandscape landscape, string directory)
    {
        var text = new StringBuilder().AppendLine("  Try:");
        foreach (var shoot in landscape.Shoots)
        {
            var kubectl = $"    {landscape.KubectlBinary} --kubeconfig {shoot.Files.Kubeconfig}";
            text.AppendLine($"{kubectl} get namespaces");
            if (shoot.Workers is { AreReachable: true })
                text.AppendLine($"{kubectl} -n {Workload.Namespace} exec -it deployment/web -- sh");
            if (shoot.Workers is { AreReachable: true, Proxies.Count: > 0 })
                text.AppendLine($"{kubectl} -n {Workload.Namespace} exec daemonset/client -- kubectl get configmaps");
        }

        if (landscape.Shoots.FirstOrDefault(shoot => shoot.TunnelPort is not null) is { } reached)
        {
            text.AppendLine("  Open a shell past the gateway, which its tunnel goes through; run the second line elsewhere, and go on typing:")
                .AppendLine($"    {landscape.KubectlBinary} --kubeconfig {reached.Files.DirectKubeconfig} -n {Workload.Namespace} exec -it deployment/web -- sh")
                .AppendLine("    ./landscape restart-gateway");
        }

        return text
            .AppendLine("  Look and change:")
            .AppendLine($"    curl http://127.0.0.1:{landscape.AdminPort}/metrics          (also /routes, /connections, /config)")
            .AppendLine("    ./landscape add-shoot | remove-shoot NAME | chaos [FAULT] | status | down")
            .AppendLine()
            .Append($"  Everything is in {directory}. Ctrl-C takes it down.")
            .ToString();
    }
}
