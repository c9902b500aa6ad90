using System.Text.Json;

namespace Connectivity.AdmissionWebhook;

/// <summary>Answers AdmissionReview requests (admission.k8s.io/v1): what is labelled to be denied is denied, all else is allowed.</summary>
internal static class AdmissionReview
{
    /// <summary>The label of objects that are denied.</summary>
    public const string DeniedLabel = "connectivity.example.test/denied";

    /// <summary>What the one who made such an object is told.</summary>
    public const string Message = "denied by a webhook in a pod of the shoot";

    /// <summary>The answer to a request; null where it is none.</summary>
    public static byte[]? Answer(ReadOnlyMemory<byte> review)
    {
        try
        {
            using var document = JsonDocument.Parse(review);
            return Get(document.RootElement, "request") is { } request && Get(request, "uid") is { ValueKind: JsonValueKind.String } uid
                ? Write(uid.GetString()!, IsDenied(request))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsDenied(JsonElement request) =>
        Get(request, "object") is { } subject
        && Get(subject, "metadata") is { } metadata
        && Get(metadata, "labels") is { } labels
        && Get(labels, DeniedLabel) is not null;

    private static JsonElement? Get(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : null;

    private static byte[] Write(string uid, bool denied)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "admission.k8s.io/v1");
            json.WriteString("kind", "AdmissionReview");
            json.WriteStartObject("response");
            json.WriteString("uid", uid);
            json.WriteBoolean("allowed", !denied);
            if (denied)
            {
                json.WriteStartObject("status");
                json.WriteString("message", Message);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
