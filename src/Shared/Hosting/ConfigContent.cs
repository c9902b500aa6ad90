using System.Buffers;
using System.Text;

namespace Connectivity.Shared.Hosting;

/// <summary>
/// What was read from a configuration file. The bytes are in memory of the shared pool: a file of ten thousand routes, read again and again, would
/// leave megabytes behind each time.
/// </summary>
public sealed class ConfigContent : IDisposable
{
    private readonly int _start;
    private readonly int _end;
    private byte[]? _rented;

    private ConfigContent(byte[]? rented, int start, int end, string? problem) =>
        (_rented, _start, _end, Problem) = (rented, start, end, problem);

    /// <summary>Why the file could not be read; null when it could.</summary>
    public string? Problem { get; }

    /// <summary>A file that could not be read.</summary>
    public static ConfigContent Unreadable(string problem) => new(null, 0, 0, problem);

    /// <summary>Valid UTF-8 in an array from the shared pool, which is the content's from here on.</summary>
    public static ConfigContent Of(byte[] rented, int length)
    {
        var start = rented.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        return new ConfigContent(rented, start, length, null);
    }

    /// <summary>Reads the text, which is empty when the file could not be read.</summary>
    public TextReader OpenText()
    {
        ObjectDisposedException.ThrowIf(_rented is null && Problem is null, this);
        return new StreamReader(new MemoryStream(_rented ?? [], _start, _end - _start, writable: false), Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
    }
}
