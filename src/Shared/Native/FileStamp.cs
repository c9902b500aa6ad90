using System.Runtime.InteropServices;

namespace Connectivity.Shared.Native;

/// <summary>
/// What tells one state of a file from another without reading it (statx(2), symbolic links followed). The inode makes a rename or a
/// symlink swap visible, the change time even a write that sets the modification time back.
/// </summary>
/// <param name="Device">The device's number, major in the upper half.</param>
/// <param name="Inode">The file's number on its device; 0 only in the default value.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When the content changed last: nanoseconds of the file system's clock, modulo 2^64.</param>
/// <param name="Changed">When content or metadata changed last: likewise.</param>
public readonly partial record struct FileStamp(ulong Device, ulong Inode, long Length, ulong Modified, ulong Changed)
{
    private const int CurrentDirectory = -100;
    private const uint BasicStats = 0x7ff;
    private const int StructLength = 256;
    private const int NoFollow = 0x100;
    private const int TypeMask = 0xF000;
    private const int SocketType = 0xC000;

    /// <summary>Whether there is a file.</summary>
    public bool Exists => Inode != 0;

    /// <summary>The stamp of the file at a path; the default value where there is none or it may not be looked at.</summary>
    public static FileStamp Of(string path)
    {
        Span<byte> stat = stackalloc byte[StructLength];
        return StatX(CurrentDirectory, path, 0, BasicStats, ref MemoryMarshal.GetReference(stat)) == 0 ? Read(stat) : default;
    }

    /// <summary>Whether the path itself, not what a link there points to, is a socket.</summary>
    internal static bool IsSocket(string path)
    {
        Span<byte> stat = stackalloc byte[StructLength];
        return StatX(CurrentDirectory, path, NoFollow, BasicStats, ref MemoryMarshal.GetReference(stat)) == 0
            && (MemoryMarshal.Read<ushort>(stat[28..]) & TypeMask) == SocketType;
    }

    // struct statx is the same on every architecture: stx_mode at 28, stx_ino at 32, stx_size at 40, stx_ctime at 96, stx_mtime at 112, stx_dev at 136.
    private static FileStamp Read(ReadOnlySpan<byte> stat) => new(
        ((ulong)UInt32(stat, 136) << 32) | UInt32(stat, 140),
        UInt64(stat, 32),
        (long)UInt64(stat, 40),
        Nanoseconds(stat, 112),
        Nanoseconds(stat, 96));

    private static ulong Nanoseconds(ReadOnlySpan<byte> stat, int offset) =>
        unchecked((UInt64(stat, offset) * 1_000_000_000) + UInt32(stat, offset + 8));

    private static ulong UInt64(ReadOnlySpan<byte> stat, int offset) => MemoryMarshal.Read<ulong>(stat[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> stat, int offset) => MemoryMarshal.Read<uint>(stat[offset..]);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int directory, string path, int flags, uint mask, ref byte stat);
}
