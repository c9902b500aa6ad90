using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connectivity.Landscape.Images;
using Xunit;

namespace Connectivity.Landscape.Tests.Images;

public sealed class OciArchiveTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_blob_is_named_by_its_digest_and_found_by_its_descriptor()
    {
        var files = Write(Layer());
        foreach (var (path, content) in files.Where(file => file.Key.StartsWith("blobs/", StringComparison.Ordinal)))
            Assert.Equal($"blobs/sha256/{Convert.ToHexStringLower(SHA256.HashData(content))}", path);

        var manifest = Follow(files, Json(files["index.json"]).GetProperty("manifests")[0]);
        var config = Follow(files, Json(manifest).GetProperty("config"));
        var layer = Follow(files, Json(manifest).GetProperty("layers")[0]);
        Assert.Equal(Layer(), layer);
        Assert.Equal(
            $"sha256:{Convert.ToHexStringLower(SHA256.HashData(layer))}",
            Json(config).GetProperty("rootfs").GetProperty("diff_ids")[0].GetString());
        Assert.Equal("/bin/tool", Json(config).GetProperty("config").GetProperty("Entrypoint")[0].GetString());
    }

    [Fact]
    public void The_image_is_imported_under_its_name()
    {
        var annotations = Json(Write(Layer())["index.json"]).GetProperty("manifests")[0].GetProperty("annotations");
        Assert.Equal("images.example.test/tool:1", annotations.GetProperty("io.containerd.image.name").GetString());
        Assert.Equal("1", annotations.GetProperty("org.opencontainers.image.ref.name").GetString());
    }

    [Fact]
    public void The_same_files_make_the_same_layer() => Assert.Equal(Layer(), Layer());

    [Fact]
    public void A_directory_comes_once_and_before_what_is_in_it()
    {
        var entries = Entries(Layer()).ToList();
        Assert.Equal(["bin", "bin/tool", "bin/alias", "etc", "etc/deep", "etc/deep/file", "tmp"], entries.Select(entry => entry.Name.TrimEnd('/')));
        Assert.Equal("tool", entries[2].Link);
        Assert.Equal(UnixFileMode.UserExecute, entries[1].Mode & UnixFileMode.UserExecute);
        Assert.Equal(UnixFileMode.StickyBit | UnixFileMode.OtherWrite, entries[^1].Mode & (UnixFileMode.StickyBit | UnixFileMode.OtherWrite));
    }

    private byte[] Layer()
    {
        File.WriteAllText(_directory["tool"], "a program");
        using var layer = new ImageLayer();
        return layer
            .AddProgram("/bin/tool", _directory["tool"])
            .AddLink("/bin/alias", "tool")
            .AddText("/etc/deep/file", "text")
            .AddSharedDirectory("/tmp")
            .ToArchive();
    }

    private Dictionary<string, byte[]> Write(byte[] layer)
    {
        OciArchive.Write(_directory["image.tar"], "images.example.test/tool:1", ["/bin/tool"], layer);
        return Entries(File.ReadAllBytes(_directory["image.tar"])).ToDictionary(entry => entry.Name, entry => entry.Content);
    }

    private static IEnumerable<(string Name, byte[] Content, string Link, UnixFileMode Mode)> Entries(byte[] archive)
    {
        using var reader = new TarReader(new MemoryStream(archive));
        while (reader.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            yield return (entry.Name, content.ToArray(), entry.LinkName, entry.Mode);
        }
    }

    private static byte[] Follow(Dictionary<string, byte[]> files, JsonElement descriptor)
    {
        var content = files[$"blobs/{descriptor.GetProperty("digest").GetString()!.Replace(':', '/')}"];
        Assert.Equal(descriptor.GetProperty("size").GetInt32(), content.Length);
        return content;
    }

    private static JsonElement Json(byte[] text) => JsonDocument.Parse(Encoding.UTF8.GetString(text)).RootElement;
}
