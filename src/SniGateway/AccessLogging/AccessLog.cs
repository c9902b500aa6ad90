using System.Buffers;
using System.Text.Json;
using Connectivity.SniGateway.Listening;

namespace Connectivity.SniGateway.AccessLogging;

/// <summary>
/// One JSON line for every ended connection. Loops format into memory and never wait for the disk: a line that finds the buffer full is
/// dropped and counted.
/// </summary>
internal sealed class AccessLog : IDisposable
{
    private readonly LineBuffer _lines = new();
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onWriteFailed;
    private readonly Thread _writer;
    private readonly Lock _writing = new();
    private Stream? _target;

    [ThreadStatic]
    private static Formatting? t_formatting;

    /// <summary>Makes a log that is off until <see cref="Open"/>.</summary>
    /// <param name="time">The clock of the lines' time.</param>
    /// <param name="onWriteFailed">Told when lines could not be written, once until it works again.</param>
    public AccessLog(TimeProvider time, Action<Exception> onWriteFailed)
    {
        _time = time;
        _onWriteFailed = onWriteFailed;
        _writer = new Thread(WriteLines) { IsBackground = true, Name = "access-log" };
        _writer.Start();
    }

    /// <summary>Whether lines are wanted at all.</summary>
    public bool IsOn => Volatile.Read(ref _target) is not null;

    /// <summary>Lines dropped, since they could not be written fast enough or at all.</summary>
    public long Dropped => _lines.Dropped;

    /// <summary>
    /// Writes to this place from now on: a file to append to, "-" for standard output, empty for none. The same file again is opened anew,
    /// so that a rotated one is let go of.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened; the log stays where it was.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Open(string path)
    {
        Stream? target = path switch
        {
            "" => null,
            "-" => Console.OpenStandardOutput(),
            _ => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0),
        };
        lock (_writing)
        {
            _target?.Dispose();
            Volatile.Write(ref _target, target);
        }
    }

    /// <summary>Adds the line of a connection.</summary>
    public void Write(ConnectionRecord record, long nowMs)
    {
        if (!IsOn)
            return;
        var formatting = t_formatting ??= new Formatting();
        formatting.Bytes.ResetWrittenCount();
        formatting.Json.Reset();
        AccessLogEntry.Write(formatting.Json, record, _time.GetUtcNow(), nowMs);
        formatting.Json.Flush();
        formatting.Bytes.Write("\n"u8);
        _lines.Add(formatting.Bytes.WrittenSpan);
    }

    /// <summary>Writes what is left and ends.</summary>
    public void Dispose()
    {
        _lines.Complete();
        _writer.Join();
        _target?.Dispose();
    }

    private void WriteLines()
    {
        var failed = false;
        while (_lines.Take() is { } lines)
        {
            try
            {
                lock (_writing)
                    _target?.Write(lines.Span);
                failed = false;
            }
            catch (IOException e)
            {
                _lines.CountDropped(lines.Span.Count((byte)'\n'));
                if (!failed)
                    _onWriteFailed(e);
                failed = true;
            }
        }
    }

    private sealed class Formatting
    {
        public Formatting() => Json = new Utf8JsonWriter(Bytes, new JsonWriterOptions { SkipValidation = true });

        public ArrayBufferWriter<byte> Bytes { get; } = new(1024);

        public Utf8JsonWriter Json { get; }
    }
}
