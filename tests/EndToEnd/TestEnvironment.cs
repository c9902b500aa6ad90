namespace Connectivity.EndToEnd;

/// <summary>What <c>./test e2e</c> has made ready for these tests.</summary>
internal static class TestEnvironment
{
    /// <summary>The directories with Kubernetes' programs, in the syntax of PATH.</summary>
    public static string KubernetesBinaries => Get("CONNECTIVITY_KUBE_PATH");

    /// <summary>The published, native gateway.</summary>
    public static string Gateway => Published("sni-gateway");

    /// <summary>The published, native admission webhook, for a pod.</summary>
    public static string Webhook => Published("admission-webhook");

    /// <summary>The published, native tunnel.</summary>
    public static string Tunnel => Published("vpn-tunnel");

    /// <summary>The published, native apiserver-proxy.</summary>
    public static string ApiserverProxy => Published("apiserver-proxy");

    private static string Published(string name) => Path.Combine(Get("CONNECTIVITY_PUBLISHED"), name);

    private static string Get(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set; './test e2e' sets it");
}
