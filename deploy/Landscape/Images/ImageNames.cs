namespace Connectivity.Landscape.Images;

/// <summary>The names of the images that the landscape makes itself. No registry has them: a node must never pull.</summary>
internal static class ImageNames
{
    /// <summary>Keeps a pod's namespaces.</summary>
    public const string Pause = "images.example.test/pause:local";

    /// <summary>A shell and the common commands.</summary>
    public const string Busybox = "images.example.test/busybox:local";

    /// <summary>The same with kubectl, for pods that call their kube-apiserver.</summary>
    public const string Client = "images.example.test/client:local";

    /// <summary>The admission webhook of the proofs.</summary>
    public const string AdmissionWebhook = "images.example.test/admission-webhook:local";
}
