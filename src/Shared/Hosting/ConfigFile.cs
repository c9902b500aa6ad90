using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;
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
    private const int LeastRentedBytes = 4096;

    private static readonly string TooLong = $"is longer than {ConfigReader.MaxLength} bytes";

    // Files up to this are compared as they are: a small agent need not load a cryptographic library to know whether its file is another.
    private const int MaxKeptBytes = 64 * 1024;

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
            content.Dispose();
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
        if (TryTake(stamp, out var content, out var isNew) && isNew)
            return content;
        content.Dispose();
        return null;
    }

    /// <summary>Reads the file; false when it changed meanwhile, so that the content may be neither the old nor the new.</summary>
    private bool TryTake(FileStamp stamp, out ConfigContent content, out bool isNew)
    {
        content = ReadBytes(stamp, out var known);
        isNew = false;
        if (FileStamp.Of(path) != stamp)
            return false;
        isNew = known is null || !known.AsSpan().SequenceEqual(_known);
        (_taken, _seen, _known) = (stamp, stamp, known ?? []);
        return true;
    }

    /// <summary>Reads the file; <paramref name="known"/> is what its bytes are recognised by, null where they cannot be used.</summary>
    private ConfigContent ReadBytes(FileStamp stamp, out byte[]? known)
    {
        known = null;
        if (stamp.Length > ConfigReader.MaxLength)
            return ConfigContent.Unreadable(TooLong);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var rented = ReadToEnd(file, stamp.Length, out var length);
            var bytes = rented.AsSpan(0, length);
            var problem = length > ConfigReader.MaxLength ? TooLong : Utf8.IsValid(bytes) ? null : "is not UTF-8 text";
            if (problem is null)
            {
                known = length <= MaxKeptBytes ? bytes.ToArray() : SHA256.HashData(bytes);
                return ConfigContent.Of(rented, length);
            }

            ArrayPool<byte>.Shared.Return(rented);
            return ConfigContent.Unreadable(problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ConfigContent.Unreadable(stamp.Exists ? $"cannot be read: {e.Message}" : "no such file");
        }
    }

    /// <summary>Reads to the end, or beyond the greatest length. What is no plain file tells no length beforehand.</summary>
    private static byte[] ReadToEnd(FileStream file, long likely, out int length)
    {
        length = 0;
        var rented = ArrayPool<byte>.Shared.Rent((int)Math.Max(likely + 1, LeastRentedBytes));
        while (length <= ConfigReader.MaxLength && file.Read(rented, length, rented.Length - length) is > 0 and var read)
        {
            length += read;
            if (length < rented.Length)
                continue;
            var larger = ArrayPool<byte>.Shared.Rent(rented.Length * 2);
            rented.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(rented);
            rented = larger;
        }

        return rented;
    }
}
