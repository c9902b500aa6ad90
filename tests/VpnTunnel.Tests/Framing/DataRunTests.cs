using Connectivity.Shared;
using Connectivity.VpnTunnel.Framing;
using CsCheck;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Framing;

public sealed class DataRunTests
{
    [Fact]
    public void Frames_that_continue_each_other_are_one()
    {
        byte[] bytes = [.. Data(7, 100, 3), .. Data(7, 103, 2), .. Data(7, 105, 4)];
        var read = Join(bytes);
        Assert.Equal(bytes.Length, read.Taken);
        Assert.Equal(7u, read.Stream);
        Assert.Equal(100, read.Offset);
        Assert.Equal(Pattern(100, 9), read.Data);
    }

    [Theory]
    [InlineData("another stream")]
    [InlineData("a gap")]
    [InlineData("twice")]
    [InlineData("another type")]
    [InlineData("nothing in it")]
    [InlineData("not all of it")]
    [InlineData("too long")]
    public void Anything_else_ends_it(string next)
    {
        byte[] follower = next switch
        {
            "another stream" => Data(8, 103, 2),
            "a gap" => Data(7, 104, 2),
            "twice" => Data(7, 100, 3),
            "another type" => Frame(frame => StreamFrames.WriteFin(frame, 7, 103)),
            "nothing in it" => Data(7, 103, 0),
            "not all of it" => Data(7, 103, 2)[..^1],
            _ => [(byte)FrameType.Data, 0, 0xFF, 0xFF, 0, 0, 0, 7, .. new byte[70_000]],
        };
        byte[] bytes = [.. Data(7, 100, 3), .. follower];
        var read = Join(bytes);
        Assert.Equal(Data(7, 100, 3).Length, read.Taken);
        Assert.Equal(Pattern(100, 3), read.Data);
        Assert.Equal(follower, bytes[read.Taken..]);
    }

    [Fact]
    public void Every_stream_gets_the_same_bytes_as_one_by_one() =>
        Gen.Select(Gen.UInt[1, 3], Gen.Int[0, 300], Gen.Int[0, 9]).Array[1, 40].Sample(static steps =>
        {
            var offsets = new long[4];
            var bytes = new List<byte>();
            foreach (var (stream, length, kind) in steps)
            {
                if (kind == 0)
                {
                    bytes.AddRange(Frame(frame => StreamFrames.WriteWindow(frame, stream, length, length)));
                    continue;
                }

                bytes.AddRange(Data(stream, offsets[stream], length));
                offsets[stream] += length;
            }

            var received = bytes.ToArray();
            var seen = new long[4];
            for (var at = 0; at < received.Length;)
            {
                var rest = received.AsSpan(at);
                Assert.Equal(ReadStatus.Done, FrameHeader.Read(rest, out var header, out _));
                at += DataRun.Join(rest, ref header);
                if (header.Type != FrameType.Data || header.Length == FrameHeader.DataOffsetSize)
                    continue;
                Assert.Equal(FrameError.None, StreamFrames.ReadData(rest.Slice(FrameHeader.Size, header.Length), out var offset, out var data));
                Assert.Equal(seen[header.Stream], offset);
                Assert.Equal(Pattern(offset, data.Length), data.ToArray());
                seen[header.Stream] += data.Length;
            }

            Assert.Equal(offsets, seen);
        });

    private static (int Taken, uint Stream, long Offset, byte[] Data) Join(byte[] bytes)
    {
        Assert.Equal(ReadStatus.Done, FrameHeader.Read(bytes, out var header, out _));
        var taken = DataRun.Join(bytes, ref header);
        Assert.Equal(FrameError.None, StreamFrames.ReadData(bytes.AsSpan(FrameHeader.Size, header.Length), out var offset, out var data));
        return (taken, header.Stream, offset, data.ToArray());
    }

    private static byte[] Data(uint stream, long offset, int length)
    {
        var frame = new byte[StreamFrames.DataHead + length];
        StreamFrames.WriteDataHead(frame, stream, offset, length);
        Pattern(offset, length).CopyTo(frame, StreamFrames.DataHead);
        return frame;
    }

    private static byte[] Pattern(long offset, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((offset + i) * 31))];

    private static byte[] Frame(Func<byte[], int> write)
    {
        var frame = new byte[64];
        return frame[..write(frame)];
    }
}
