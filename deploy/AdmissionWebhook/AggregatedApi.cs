namespace Connectivity.AdmissionWebhook;

/// <summary>
/// An API of an extension server, which kube-apiserver passes on to a Service (APIService, apiregistration.k8s.io/v1). It has no resources:
/// that it answers is all.
/// </summary>
internal static class AggregatedApi
{
    /// <summary>The group and the version.</summary>
    public const string GroupVersion = "proofs.connectivity.example.test/v1";

    /// <summary>Where it is asked for.</summary>
    public const string Path = $"/apis/{GroupVersion}";

    /// <summary>What discovery gets there (APIResourceList).</summary>
    public const string Resources = $$"""{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"{{GroupVersion}}","resources":[]}""";
}
