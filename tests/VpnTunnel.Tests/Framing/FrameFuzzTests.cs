using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;
using CsCheck;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Framing;

/// <summary>Readers take what writers write, and survive everything else.</summary>
public sealed class FrameFuzzTests
{
    private static readonly Gen<string> Texts = Gen.String[Gen.Char['!', '~'], 1, 60];
    private static readonly Gen<long> Offsets = Gen.Long[0, 1L << 62];

    private static readonly Gen<SourceRange> Ranges = Gen.Select(Gen.Bool, Gen.ULong, Gen.ULong, Gen.Int[0, 128]).Select(static (v4, high, low, length) =>
    {
        var bits = v4 ? length % 33 : length;
        var address = v4 ? SocketEndpoint.FromIPv4(bits == 0 ? 0 : (uint)low & (uint.MaxValue << (32 - bits)), 0) : Masked(high | (1UL << 63), low, bits);
        Assert.True(SourceRange.TryCreate(address, bits, out var range));
        return range;
    });

    [Fact]
    public void Hellos_come_back_as_they_were() => Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 7], Gen.UInt, Offsets, Texts, Texts).Sample(static (id, secret, slot, attempt, started, name, zone) =>
    {
        var agent = new AgentHello
        {
            SessionId = new UInt128(id, secret), Secret = new UInt128(secret | (1UL << 63), id), Instance = id, Slot = slot, Attempt = attempt, StartedMs = started, AgentId = name, Zone = zone,
        };
        Assert.Equal(FrameError.None, AgentHello.Read(Payload(agent.Write), out var read));
        Assert.Equal(agent, read);
        Assert.DoesNotContain($"{agent.Secret}", agent.ToString(), StringComparison.Ordinal);
        var server = new ServerHello { Instance = id | 1, ResumeWindow = TimeSpan.FromMilliseconds(attempt), MaxStreams = attempt, ServerId = name, Zone = zone };
        Assert.Equal(FrameError.None, ServerHello.Read(Payload(server.Write), out var readServer));
        Assert.Equal(server, readServer);
    });

    [Fact]
    public void Opens_come_back_as_they_were() => Gen.Select(Texts, Gen.Int[1, 65535], Gen.UInt[1, uint.MaxValue], Offsets).Sample(static (host, port, time, limit) =>
    {
        var request = new OpenRequest(StreamKind.Tcp, host, port, StreamClass.Bulk, TimeSpan.FromMilliseconds(time));
        Assert.Equal(FrameError.None, OpenFrame.Read(Payload(frame => OpenFrame.Write(frame, 1, request, limit)), out var read, out var readLimit));
        Assert.Equal((request, limit), (read, readLimit));
        Assert.Equal(FrameError.None, OpenAnswerFrames.ReadOk(Payload(frame => OpenAnswerFrames.WriteOk(frame, 1, limit, host)), out readLimit, out var address));
        Assert.Equal((limit, host), (readLimit, address));
    });

    [Fact]
    public void Prefixes_come_back_as_they_were() => Ranges.Array[0, SessionFrames.MaxPrefixes].Sample(static ranges =>
    {
        Assert.Equal(FrameError.None, SessionFrames.ReadAdvert(Payload(frame => SessionFrames.WriteAdvert(frame, ranges)), out var read));
        Assert.Equal(ranges, read);
    });

    [Fact]
    public void Long_texts_are_cut_at_a_character()
    {
        var message = new string('é', 400);
        Assert.Equal(FrameError.None, OpenAnswerFrames.ReadFail(Payload(frame => OpenAnswerFrames.WriteFail(frame, 1, OpenFailure.Timeout, message)), out var failure, out var read));
        Assert.Equal((OpenFailure.Timeout, OpenAnswerFrames.MaxMessage / 2), (failure, read.Length));
    }

    [Fact]
    public void Unknown_codes_are_internal_ones()
    {
        Assert.Equal(FrameError.None, OpenAnswerFrames.ReadFail([200, 0, 0], out var failure, out _));
        Assert.Equal(FrameError.None, StreamFrames.ReadReset([200, 0, 0, 0, 0, 0, 0, 0, 0], out var code, out _));
        Assert.Equal(FrameError.None, SessionFrames.ReadGoAway([200, 0, 0, 0, 0, 0], out var reason, out _, out _));
        Assert.Equal((OpenFailure.Internal, ResetCode.Internal, GoAwayReason.Internal), (failure, code, reason));
    }

    [Fact]
    public void Garbage_is_refused_or_read_and_never_throws() => Gen.Byte.Array[0, 300].Sample(static bytes =>
    {
        FrameHeader.Read(bytes, out _, out _);
        Preamble.Read(bytes, out _, out _);
        AgentHello.Read(bytes, out _);
        ServerHello.Read(bytes, out _);
        OpenFrame.Read(bytes, out _, out _);
        OpenAnswerFrames.ReadOk(bytes, out _, out _);
        OpenAnswerFrames.ReadFail(bytes, out _, out _);
        StreamFrames.ReadData(bytes, out _, out _);
        StreamFrames.ReadWindow(bytes, out _, out _);
        StreamFrames.ReadFin(bytes, out _);
        StreamFrames.ReadReset(bytes, out _, out _);
        SessionFrames.ReadGoAway(bytes, out _, out _, out _);
        SessionFrames.ReadAdvert(bytes, out _);
        SessionFrames.ReadMembers(bytes, out _);
        if (ResumeFrame.ReadHead(bytes, out _, out _, out var count) == FrameError.None)
        {
            for (var i = 0; i < count; i++)
                ResumeFrame.ReadEntry(bytes, i, out _);
        }
    });

    [Fact]
    public void An_offset_beyond_all_bounds_is_malformed()
    {
        Assert.Equal(FrameError.PayloadMalformed, StreamFrames.ReadFin([0xFF, 0, 0, 0, 0, 0, 0, 0], out _));
        Assert.Equal(FrameError.PayloadMalformed, StreamFrames.ReadData([0, 0, 0, 0, 0, 0, 0, 0], out _, out _));
    }

    private static SocketEndpoint Masked(ulong high, ulong low, int bits) => new(
        bits == 0 ? 0 : bits >= 64 ? high : high & (ulong.MaxValue << (64 - bits)),
        bits <= 64 ? 0 : low & (bits == 128 ? ulong.MaxValue : ulong.MaxValue << (128 - bits)),
        0);

    private delegate int Writer(Span<byte> frame);

    private static byte[] Payload(Writer write)
    {
        var frame = new byte[FrameHeader.MaxFrame];
        var length = write(frame);
        Assert.Equal(ReadStatus.Done, FrameHeader.Read(frame.AsSpan(0, length), out var header, out _));
        Assert.Equal(length, FrameHeader.Size + header.Length);
        return frame[FrameHeader.Size..length];
    }
}
