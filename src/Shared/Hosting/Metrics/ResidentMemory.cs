using System.Buffers.Text;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>Resident memory of this process (proc_pid_statm(5)).</summary>
internal static class ResidentMemory
{
    /// <summary>
    /// Reads it, in bytes; 0 where it cannot be read. The runtime's own way makes twenty kilobytes of garbage each time, which a small process keeps until it
    /// has some megabytes of it.
    /// </summary>
    public static long Read()
    {
        Span<byte> text = stackalloc byte[128];
        using var file = File.OpenHandle("/proc/self/statm");
        var read = text[..RandomAccess.Read(file, text, 0)];
        // In pages: all that is mapped, then what is resident.
        var resident = read[(read.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(resident, out long pages, out _) ? pages * Environment.SystemPageSize : 0;
    }
}
