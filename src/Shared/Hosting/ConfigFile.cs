using System.Security.Cryptography;
using System.Text;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.Hosting;

/// <summary>
/// A configuration file that is looked at now and then. Watching by polling a stamp works where notification does not: through the
/// symlink swaps of a Kubernetes ConfigMap, on network file systems, and when an editor renames a new file into place.
/// </summary>
/// <param name="path">The file.</param>
public sealed class ConfigFile(string path)
{
    /// <summary>How often to poll: a change is read at most two intervals after it was made.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private const int MaxReads = 4;

    // Files up to this are compared as they are: a small agent need not load a cryptographic library to know whether its file is another.
    private const int MaxKeptBytes = 64 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private FileStamp _taken;
    private FileStamp _seen;
    private byte[] _known = [];

    /// <summary>Reads the file as it is.</summary>
    public ConfigContent Read()
    {
        for (var reads = 1; ; reads++)
        {
            if (TryTake(FileStamp.Of(path), out var content, out _) || reads == MaxReads)
                return content;
        }
    }

    /// <summary>
    /// Looks whether the file has changed since it was last read. A change is taken up only when the file was the same at two polls
    /// in a row, since an editor may truncate it first and write it then; and only if its bytes are others than before.
    /// </summary>
    /// <returns>The new content; null if there is none (yet).</returns>
    public ConfigContent? Poll()
    {
        var stamp = FileStamp.Of(path);
        var settled = stamp == _seen;
        _seen = stamp;
        if (stamp == _taken || !settled)
            return null;
        return TryTake(stamp, out var content, out var isNew) && isNew ? content : null;
    }

    /// <summary>Reads the file; false when it changed meanwhile, so that the content may be neither the old nor the new.</summary>
    private bool TryTake(FileStamp stamp, out ConfigContent content, out bool isNew)
    {
        content = ReadBytes(stamp, out var bytes);
        isNew = false;
        if (FileStamp.Of(path) != stamp)
            return false;
        var known = bytes is null ? [] : bytes.Length <= MaxKeptBytes ? bytes : SHA256.HashData(bytes);
        isNew = bytes is null || !known.AsSpan().SequenceEqual(_known);
        (_taken, _seen, _known) = (stamp, stamp, known);
        return true;
    }

    private ConfigContent ReadBytes(FileStamp stamp, out byte[]? bytes)
    {
        bytes = null;
        if (stamp.Length > ConfigReader.MaxLength)
            return new ConfigContent("", $"is longer than {ConfigReader.MaxLength} bytes");
        try
        {
            bytes = File.ReadAllBytes(path);
            var text = bytes.AsSpan();
            return new ConfigContent(StrictUtf8.GetString(text.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text), null);
        }
        catch (DecoderFallbackException)
        {
            return new ConfigContent("", "is not UTF-8 text");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ConfigContent("", stamp.Exists ? $"cannot be read: {e.Message}" : "no such file");
        }
    }
}
