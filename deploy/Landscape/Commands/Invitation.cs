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
        }

        return text
            .AppendLine($"    curl http://127.0.0.1:{landscape.AdminPort}/metrics          (also /routes, /connections, /config)")
            .AppendLine("    ./landscape add-shoot | remove-shoot NAME | status | down")
            .AppendLine()
            .Append($"  Everything is in {directory}. Ctrl-C takes it down.")
            .ToString();
    }
}
