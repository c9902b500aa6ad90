using System.Formats.Tar;
using System.Text;

namespace Connectivity.Landscape.Images;

/// <summary>The files of an image, as the tar archive that an image's layer is. The same files make the same bytes.</summary>
internal sealed class ImageLayer : IDisposable
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100;
    private const UnixFileMode ForEveryone = (UnixFileMode)0b1_111_111_111;

    private readonly MemoryStream _archive = new();
    private readonly TarWriter _writer;
    private readonly HashSet<string> _directories = [];

    public ImageLayer() => _writer = new TarWriter(_archive, TarEntryFormat.Pax, leaveOpen: true);

    /// <summary>Adds a directory in which everybody may write, as in /tmp.</summary>
    public ImageLayer AddSharedDirectory(string path)
    {
        AddParents(path);
        AddDirectory(Relative(path), ForEveryone);
        return this;
    }

    /// <summary>Adds a program of the machine.</summary>
    public ImageLayer AddProgram(string path, string source)
    {
        using var file = File.OpenRead(source);
        AddFile(path, file, Executable);
        return this;
    }

    /// <summary>Adds a file.</summary>
    public ImageLayer AddText(string path, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        AddFile(path, content, Readable);
        return this;
    }

    /// <summary>Adds a symbolic link.</summary>
    public ImageLayer AddLink(string path, string target)
    {
        AddParents(path);
        Write(new PaxTarEntry(TarEntryType.SymbolicLink, Relative(path)) { LinkName = target, Mode = Executable });
        return this;
    }

    /// <summary>Ends the archive and returns it.</summary>
    public byte[] ToArchive()
    {
        _writer.Dispose();
        return _archive.ToArray();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _archive.Dispose();
    }

    private static string Relative(string path) => path.TrimStart('/');

    private void AddFile(string path, Stream content, UnixFileMode mode)
    {
        AddParents(path);
        Write(new PaxTarEntry(TarEntryType.RegularFile, Relative(path)) { DataStream = content, Mode = mode });
    }

    private void AddParents(string path)
    {
        if (Path.GetDirectoryName(Relative(path)) is { Length: > 0 } parent && !_directories.Contains(parent))
        {
            AddParents(parent);
            AddDirectory(parent, Executable);
        }
    }

    private void AddDirectory(string path, UnixFileMode mode)
    {
        if (_directories.Add(path))
            Write(new PaxTarEntry(TarEntryType.Directory, path) { Mode = mode });
    }

    private void Write(PaxTarEntry entry)
    {
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        _writer.WriteEntry(entry);
    }
}
