using System.Net;
using System.Text.Json;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Tracing;

/// <summary>What kube-apiserver's proxy for nodes answered, behind a tunnel that leads to the kubelet.</summary>
internal static class KubeletVerdict
{
    /// <summary>The leg to a kubelet to which a connection was made.</summary>
    /// <param name="node">The node.</param>
    /// <param name="target">The kubelet's address.</param>
    /// <param name="took">How long connect and handshake took.</param>
    /// <param name="answer">What came through kube-apiserver for <c>/healthz</c>.</param>
    public static LegResult Of(string node, string target, TimeSpan took, ApiserverAnswer answer)
    {
        var through = $"CONNECT {target}, TLS with the kubelet";
        if (answer is { Status: HttpStatusCode.OK, Body: "ok" })
            return LegResult.Ok(TraceLeg.Kubelet, took, $"{through}, /healthz through kube-apiserver", node);
        // Of kube-apiserver there is a leg of its own: this one works.
        if (answer.Status is null)
            return LegResult.Ok(TraceLeg.Kubelet, took, $"{through}; /healthz not tried, kube-apiserver does not answer", node);
        return LegResult.Failed(
            TraceLeg.Kubelet, took, $"{through} work, but /healthz through kube-apiserver: {(int)answer.Status} {Message(answer.Body)}", node);
    }

    /// <summary>The message of a Status object of Kubernetes, or the text as it is.</summary>
    public static string Message(string body)
    {
        try
        {
            using var status = JsonDocument.Parse(body);
            return status.RootElement.ValueKind == JsonValueKind.Object && status.RootElement.TryGetProperty("message", out var message)
                ? message.GetString() ?? ""
                : body.Trim();
        }
        catch (JsonException)
        {
            return body.Trim();
        }
    }
}
