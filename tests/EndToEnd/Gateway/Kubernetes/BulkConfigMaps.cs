using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Connectivity.Landscape.Proofs;

namespace Connectivity.EndToEnd.Gateway.Kubernetes;

/// <summary>ConfigMaps that make a list of more than 20 MB, and not much less on the wire: their content is random.</summary>
internal sealed class BulkConfigMaps
{
    private const string Namespace = "bulk";
    private const int Count = 27;
    private const int RandomBytesEach = 600_000;

    // On a busy machine kubectl needs its time for so much JSON.
    private const string Patiently = "--request-timeout=2m";

    /// <summary>What a list of them is at least, compressed as far as it can be.</summary>
    public const long LeastBytes = (long)Count * RandomBytesEach;

    /// <summary>Makes them with any kubectl.</summary>
    /// <param name="kubectl">Leads to the shoot.</param>
    /// <param name="file">Where their manifest may be written.</param>
    public static async Task CreateAsync(Kubectl kubectl, string file)
    {
        var items = Enumerable.Range(0, Count).Select(static index => (JsonNode)new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = $"bulk-{index}", ["namespace"] = Namespace },
            ["data"] = new JsonObject { ["random"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytesEach)) },
        });
        var list = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. items]) };
        await File.WriteAllTextAsync(file, list.ToJsonString());
        await kubectl.RunAsync(CancellationToken.None, "create", "namespace", Namespace);
        await kubectl.RunAsync(CancellationToken.None, "create", "-f", file, "--validate=false", Patiently);
    }

    /// <summary>Lists them all.</summary>
    /// <returns>The hash of what kubectl printed, in hexadecimal digits.</returns>
    public static async Task<string> HashOfListAsync(Kubectl kubectl)
    {
        var list = await kubectl.RunAsync(CancellationToken.None, "get", "configmaps", "-n", Namespace, "-o", "json", Patiently);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
    }
}
