using Connectivity.Shared.Hosting;
using Xunit;

namespace Connectivity.Shared.Tests.Hosting;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tells_no_change_of_a_file_that_stays_as_it_was_read()
    {
        var (file, _) = Opened("a: 1\n");

        Assert.Null(file.Poll());
        Assert.Null(file.Poll());
    }

    [Fact]
    public void Takes_a_change_when_it_is_the_same_at_two_polls()
    {
        var (file, path) = Opened("a: 1\n");
        File.WriteAllText(path, "a: 2\n");

        Assert.Null(file.Poll());
        Assert.Equal("a: 2\n", TextOf(file.Poll()));
        Assert.Null(file.Poll());
    }

    [Fact]
    public void Does_not_read_a_file_between_truncation_and_writing()
    {
        var (file, path) = Opened("a: 1\n");
        using (var editor = new StreamWriter(File.Create(path)))
        {
            Assert.Null(file.Poll());
            editor.Write("a: 2\n");
        }

        Assert.Null(file.Poll());
        Assert.Equal("a: 2\n", TextOf(file.Poll()));
    }

    [Fact]
    public void Waits_while_a_file_is_still_being_written()
    {
        var (file, path) = Opened("a: 1\n");
        for (var i = 0; i < 5; i++)
        {
            File.AppendAllText(path, $"b{i}: 2\n");
            Assert.Null(file.Poll());
        }

        Assert.StartsWith("a: 1\nb0: 2\n", TextOf(file.Poll()), StringComparison.Ordinal);
    }

    [Fact]
    public void Sees_a_new_file_renamed_into_place_even_with_the_same_length_and_time()
    {
        var (file, path) = Opened("a: 1\n");
        var replacement = _folder.Write("new", "a: 2\n");
        File.SetLastWriteTimeUtc(replacement, File.GetLastWriteTimeUtc(path));
        File.Move(replacement, path, overwrite: true);

        Assert.Null(file.Poll());
        Assert.Equal("a: 2\n", TextOf(file.Poll()));
    }

    [Fact]
    public void Follows_the_symlink_swap_of_a_mounted_config_map()
    {
        _folder.Write("v1/gateway.yaml", "a: 1\n");
        _folder.Write("v2/gateway.yaml", "a: 2\n");
        Directory.CreateSymbolicLink(_folder.Path("..data"), "v1");
        File.CreateSymbolicLink(_folder.Path("gateway.yaml"), "..data/gateway.yaml");
        var file = new ConfigFile(_folder.Path("gateway.yaml"));
        Assert.Equal("a: 1\n", TextOf(file.Read()));

        Directory.Delete(_folder.Path("..data"));
        Directory.CreateSymbolicLink(_folder.Path("..data"), "v2");
        Directory.Delete(_folder.Path("v1"), recursive: true);

        Assert.Null(file.Poll());
        Assert.Equal("a: 2\n", TextOf(file.Poll()));
    }

    [Fact]
    public void Ignores_a_file_that_was_written_again_with_the_same_text()
    {
        var (file, path) = Opened("a: 1\n");
        File.WriteAllText(path, "a: 1\n");

        Assert.Null(file.Poll());
        Assert.Null(file.Poll());
        Assert.Null(file.Poll());
    }

    [Fact]
    public void Tells_once_that_the_file_is_gone_and_takes_it_when_it_is_back()
    {
        var (file, path) = Opened("a: 1\n");
        File.Delete(path);

        Assert.Null(file.Poll());
        Assert.Equal("no such file", file.Poll()!.Problem);
        Assert.Null(file.Poll());

        File.WriteAllText(path, "a: 1\n");
        Assert.Null(file.Poll());
        Assert.Equal("a: 1\n", TextOf(file.Poll()));
    }

    [Fact]
    public void Reads_through_a_byte_order_mark_and_refuses_what_is_not_utf8()
    {
        var path = _folder.Path("f");
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, (byte)'a']);
        Assert.Equal("a", TextOf(new ConfigFile(path).Read()));

        File.WriteAllBytes(path, [(byte)'a', 0xFF]);
        Assert.Equal("is not UTF-8 text", new ConfigFile(path).Read().Problem);
    }

    [Fact]
    public void Reads_a_long_file_whole_and_knows_it_again()
    {
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"key{i}: {i}\n"));
        var (file, path) = Opened(text);

        File.WriteAllText(path, text);
        Assert.Null(file.Poll());
        Assert.Null(file.Poll());
        File.AppendAllText(path, "last: 1\n");
        Assert.Null(file.Poll());
        Assert.Equal(text + "last: 1\n", TextOf(file.Poll()));
    }

    [Fact]
    public void Says_that_a_folder_is_no_file_to_read() =>
        Assert.StartsWith("cannot be read: ", new ConfigFile(_folder.Path(".")).Read().Problem, StringComparison.Ordinal);

    private static string? TextOf(ConfigContent? content)
    {
        using (content)
            return content?.OpenText().ReadToEnd();
    }

    private (ConfigFile File, string Path) Opened(string text)
    {
        var path = _folder.Write("gateway.yaml", text);
        var file = new ConfigFile(path);
        Assert.Equal(text, TextOf(file.Read()));
        return (file, path);
    }
}
