using BenchmarkDotNet.Attributes;
using Connectivity.VpnTunnel.Framing;

namespace Connectivity.Micro;

/// <summary>Frames in and out: what each takes beside the copying of its bytes.</summary>
public class TunnelFrameBenchmarks
{
    private readonly byte[] _frame = new byte[FrameHeader.MaxFrame];
    private readonly byte[] _data = new byte[FrameHeader.MaxFrame];
    private readonly byte[] _window = new byte[StreamFrames.WindowFrame];

    public TunnelFrameBenchmarks()
    {
        StreamFrames.WriteDataHead(_data, stream: 5, offset: 1000, FrameHeader.MaxData);
        StreamFrames.WriteWindow(_window, stream: 5, received: 1000, limit: 66_536);
    }

    [Benchmark]
    public void WriteDataHead() => StreamFrames.WriteDataHead(_frame, stream: 5, offset: 1000, FrameHeader.MaxData);

    [Benchmark]
    public int WriteWindow() => StreamFrames.WriteWindow(_frame, stream: 5, received: 1000, limit: 66_536);

    [Benchmark]
    public int ReadData()
    {
        FrameHeader.Read(_data, out var header, out _);
        StreamFrames.ReadData(_data.AsSpan(FrameHeader.Size, header.Length), out _, out var data);
        return data.Length;
    }

    [Benchmark]
    public long ReadWindow()
    {
        FrameHeader.Read(_window, out var header, out _);
        StreamFrames.ReadWindow(_window.AsSpan(FrameHeader.Size, header.Length), out var received, out _);
        return received;
    }
}
