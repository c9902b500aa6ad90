using System.Runtime.InteropServices;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>Memory that the carriers of a loop share, each for the time of one callback. Lives as long as the process.</summary>
internal sealed unsafe class CarrierBuffers
{
    /// <summary>Bytes read before they are looked at: what one system call brings, and a frame that began before.</summary>
    public const int ReadBytes = 256 * 1024;

    /// <summary>Bytes written at a time: four TLS records, one system call.</summary>
    public const int WriteBytes = 64 * 1024;

    /// <summary>Where received bytes go.</summary>
    public byte* Read { get; } = (byte*)NativeMemory.AlignedAlloc(ReadBytes, 4096);

    /// <summary>Where frames are put together.</summary>
    public byte* Write { get; } = (byte*)NativeMemory.AlignedAlloc(WriteBytes, 4096);
}
