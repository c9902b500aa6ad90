using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Connectivity.Landscape.Images;

/// <summary>Writes an image of one layer as an archive that container runtimes import (OCI image layout 1.0.0, in a tar).</summary>
internal static class OciArchive
{
    private const string Types = "application/vnd.oci.image";
    private const string SearchPath = "PATH=/bin:/sbin:/usr/bin:/usr/sbin";

    /// <summary>Writes the archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The image's name with its tag.</param>
    /// <param name="entrypoint">What a container runs unless told otherwise.</param>
    /// <param name="layer">The layer's tar archive.</param>
    public static void Write(string path, string name, IReadOnlyList<string> entrypoint, byte[] layer)
    {
        var config = Json(Config(entrypoint, layer));
        var manifest = Json(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = $"{Types}.manifest.v1+json",
            ["config"] = Descriptor("config.v1+json", config),
            ["layers"] = new JsonArray(Descriptor("layer.v1.tar", layer)),
        });

        using var file = File.Create(path);
        using var archive = new TarWriter(file, TarEntryFormat.Pax);
        Add(archive, "oci-layout", Json(new JsonObject { ["imageLayoutVersion"] = "1.0.0" }));
        Add(archive, "index.json", Json(Index(name, manifest)));
        foreach (var blob in (byte[][])[config, manifest, layer])
            Add(archive, $"blobs/sha256/{Sha256(blob)}", blob);
    }

    // As Go names it, which the specification follows.
    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private static JsonObject Config(IReadOnlyList<string> entrypoint, byte[] layer) => new()
    {
        ["architecture"] = Architecture,
        ["os"] = "linux",
        ["config"] = new JsonObject
        {
            ["Entrypoint"] = new JsonArray([.. entrypoint.Select(word => JsonValue.Create(word))]),
            ["Env"] = new JsonArray(SearchPath),
        },
        ["rootfs"] = new JsonObject
        {
            ["type"] = "layers",
            ["diff_ids"] = new JsonArray($"sha256:{Sha256(layer)}"),
        },
    };

    private static JsonObject Index(string name, byte[] manifest)
    {
        var descriptor = Descriptor("manifest.v1+json", manifest);
        descriptor["platform"] = new JsonObject { ["architecture"] = Architecture, ["os"] = "linux" };
        descriptor["annotations"] = new JsonObject
        {
            ["io.containerd.image.name"] = name,
            ["org.opencontainers.image.ref.name"] = name[(name.LastIndexOf(':') + 1)..],
        };
        return new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = $"{Types}.index.v1+json",
            ["manifests"] = new JsonArray(descriptor),
        };
    }

    private static JsonObject Descriptor(string type, byte[] content) => new()
    {
        ["mediaType"] = $"{Types}.{type}",
        ["digest"] = $"sha256:{Sha256(content)}",
        ["size"] = content.Length,
    };

    private static byte[] Json(JsonObject value) => System.Text.Encoding.UTF8.GetBytes(value.ToJsonString());

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static void Add(TarWriter archive, string path, byte[] content)
    {
        using var data = new MemoryStream(content);
        archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = data, ModificationTime = DateTimeOffset.UnixEpoch });
    }
}
