using System.Text;
using Connectivity.Landscape.Images;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that kube-apiserver asks an admission webhook that a pod of the shoot serves, by the name of its Service.</summary>
/// <param name="kubectl">A kubectl on the shoot, in which the workload runs.</param>
/// <param name="pki">Issues the webhook's certificate.</param>
internal sealed class WebhookProof(Kubectl kubectl, ShootPki pki)
{
    internal const string DeniedLabel = "connectivity.example.test/denied";
    internal const string Message = "denied by a webhook in a pod of the shoot";

    private const string Denied = $"{DeniedLabel}: \"true\"";

    /// <summary>Runs the webhook, and has kube-apiserver ask it.</summary>
    public async Task RegisterAsync(CancellationToken cancellation)
    {
        await ServeAsync(cancellation);
        await kubectl.ApplyAsync(Registration, cancellation);
    }

    /// <summary>Runs the webhook; nobody asks it yet.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        await kubectl.ApplyAsync(Server, cancellation);
        await Workload.WaitForRolloutAsync(kubectl, "deployment/webhook", cancellation);
    }

    /// <summary>Has kube-apiserver ask it no longer.</summary>
    public Task UnregisterAsync() =>
        kubectl.TryRunAsync(CancellationToken.None, "delete", "validatingwebhookconfiguration", "proofs", "--ignore-not-found", "--wait=false");

    /// <summary>Would make something that the webhook denies, and is told so by it.</summary>
    /// <exception cref="LandscapeException">It is not.</exception>
    public async Task AskOnceAsync(CancellationToken cancellation)
    {
        var (exitCode, output, error) = await kubectl.TryAsync(ConfigMap("asked", Denied), cancellation, "create", "--dry-run=server", "--filename=-");
        Proof.Demand(exitCode != 0, $"the webhook was not asked: {output.Trim()}");
        Proof.Demand(error.Contains(Message, StringComparison.Ordinal), error.Trim());
    }

    /// <summary>What the webhook allows is made, and what it denies is not, for the reason that it gives.</summary>
    public async Task AsksTheWebhookAsync(CancellationToken cancellation)
    {
        await RegisterAsync(cancellation);
        try
        {
            await WaitUntilDeniedAsync(cancellation);
            await kubectl.ApplyAsync(ConfigMap("allowed", ""), cancellation);
        }
        finally
        {
            await UnregisterAsync();
        }
    }

    // kube-apiserver takes a moment to learn of a registration, and kube-proxy of a Service; both only let the proof begin later.
    private async Task WaitUntilDeniedAsync(CancellationToken cancellation)
    {
        const int Attempts = 20;
        var failure = "it was made";
        for (var i = 0; i < Attempts && !failure.Contains(Message, StringComparison.Ordinal); i++)
        {
            try
            {
                await kubectl.ApplyAsync(ConfigMap($"denied-{i}", Denied), cancellation);
                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellation);
            }
            catch (LandscapeException error)
            {
                failure = error.Message;
            }
        }

        Proof.Demand(failure.Contains(Message, StringComparison.Ordinal), $"an object that the webhook denies: {failure}");
    }

    private string Server => $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: webhook, namespace: {{Workload.Namespace}} }
        type: kubernetes.io/tls
        data: { tls.crt: {{Base64(pki.Webhook.CertificatePem)}}, tls.key: {{Base64(pki.Webhook.KeyPem)}} }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: webhook, namespace: {{Workload.Namespace}} }
        spec:
          selector: { matchLabels: { app: webhook } }
          template:
            metadata: { labels: { app: webhook } }
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: webhook
                  image: {{ImageNames.AdmissionWebhook}}
                  imagePullPolicy: Never
                  args: [/certificate/tls.crt, /certificate/tls.key]
                  readinessProbe: { httpGet: { path: /healthz, port: 8443, scheme: HTTPS }, periodSeconds: 1 }
                  volumeMounts: [{ name: certificate, mountPath: /certificate, readOnly: true }]
              volumes: [{ name: certificate, secret: { secretName: webhook } }]
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: webhook, namespace: {{Workload.Namespace}} }
        spec:
          selector: { app: webhook }
          ports: [{ port: 443, targetPort: 8443 }]

        """;

    private string Registration => $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: { name: proofs }
        webhooks:
          - name: {{ShootNetwork.WebhookHost}}
            admissionReviewVersions: [v1]
            sideEffects: None
            failurePolicy: Fail
            timeoutSeconds: 10
            clientConfig:
              service: { namespace: {{Workload.Namespace}}, name: webhook, path: /validate, port: 443 }
              caBundle: {{Base64(pki.AuthorityPem)}}
            namespaceSelector: { matchLabels: { {{Workload.NamespaceLabel}}: "true" } }
            rules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps] }]

        """;

    private static string ConfigMap(string name, string label) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: {{name}}, namespace: {{Workload.Namespace}}, labels: { {{label}} } }

        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
