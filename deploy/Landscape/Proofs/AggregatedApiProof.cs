using System.Text;
using Connectivity.Landscape.Pki;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that kube-apiserver passes an API on to an extension server in a pod, which is the one of <see cref="WebhookProof"/>.</summary>
/// <param name="kubectl">A kubectl on the shoot, in which the workload runs.</param>
/// <param name="pki">Issues the server's certificate.</param>
internal sealed class AggregatedApiProof(Kubectl kubectl, ShootPki pki)
{
    internal const string Group = "proofs.connectivity.example.test";

    private const string Version = "v1";
    private const string Name = $"{Version}.{Group}";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>kubectl reads the API's own answer at its path.</summary>
    public async Task AnswersAsync(CancellationToken cancellation)
    {
        await new WebhookProof(kubectl, pki).ServeAsync(cancellation);
        await kubectl.ApplyAsync(Registration, cancellation);
        try
        {
            await Proof.WithinAsync(Limit, WaitForAnswerAsync, cancellation);
        }
        finally
        {
            await kubectl.TryRunAsync(CancellationToken.None, "delete", "apiservice", Name, "--ignore-not-found", "--wait=false");
        }
    }

    // kube-apiserver asks the extension server first whether it is there.
    private async Task<KubectlResult> WaitForAnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var answer = await kubectl.TryRunAsync(cancellation, "get", "--raw", $"/apis/{Group}/{Version}");
            if (answer.ExitCode == 0 && answer.Output.Contains($"\"groupVersion\":\"{Group}/{Version}\"", StringComparison.Ordinal))
                return answer;
            await Task.Delay(Interval, cancellation);
        }
    }

    private string Registration => $$"""
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: { name: {{Name}} }
        spec:
          group: {{Group}}
          version: {{Version}}
          groupPriorityMinimum: 1000
          versionPriority: 15
          service: { namespace: {{Workload.Namespace}}, name: webhook, port: 443 }
          caBundle: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(pki.AuthorityPem))}}

        """;
}
