using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

public sealed class FlowControlTests
{
    [Fact]
    public void A_stalled_reader_holds_up_nobody_else()
    {
        var pair = SessionPair.Connected();
        var stalled = pair.Open()!.Value;
        var live = pair.Open()!.Value;
        pair.Settle();
        stalled.Server.IsBlocked = true;
        stalled.Agent.Want(100_000_000);
        pair.Settle();
        var held = stalled.Agent.Sent;
        live.Agent.Want(5_000_000);
        live.Server.Want(5_000_000);
        pair.Settle();
        Assert.Equal((5_000_000, 5_000_000), (live.Server.Received, live.Agent.Received));
        Assert.Equal(held, stalled.Agent.Sent);
        Assert.InRange(held, 1, 2 * TunnelSession.UsualWindow);
    }

    [Fact]
    public void A_thousand_stalled_streams_stay_within_the_budget()
    {
        const long Memory = 64 * 1024 * 1024;
        var pair = SessionPair.Connected(new SessionSettings { Memory = Memory });
        for (var i = 0; i < 1000; i++)
            Assert.NotNull(pair.Open());
        pair.Settle();
        foreach (var (server, agent) in pair.Ends)
        {
            (server.IsBlocked, agent.IsBlocked) = (true, true);
            server.Want(1_000_000);
            agent.Want(1_000_000);
        }

        pair.Settle();
        Assert.All([pair.Server, pair.Agent], static s => Assert.InRange(s.ReceiveMemory.Used, 1, Memory / 2));
        Assert.All([pair.Server, pair.Agent], static s => Assert.InRange(s.Streams.Sum(static t => t.BytesHeld), 1, Memory / 2));
        Assert.All([pair.Server, pair.Agent], static s => Assert.InRange(s.SendMemory.Used, 0, Memory / 2));
        foreach (var (server, agent) in pair.Ends)
        {
            server.Unblock();
            agent.Unblock();
        }

        pair.Settle();
        Assert.All(pair.Ends, static e => Assert.Equal((1_000_000, 1_000_000), (e.Server.Received, e.Agent.Received)));
    }

    [Fact]
    public void The_default_memory_has_credit_for_ten_thousand_streams()
    {
        var pair = SessionPair.Connected();
        for (var i = 0; i < 10_000; i++)
            Assert.NotNull(pair.Open());
        pair.Settle();
        Assert.All(pair.Ends, static e => Assert.True(e.Server.IsOpened && e.Server.Stream.SendRoom > 0));
    }

    [Fact]
    public void Where_no_memory_is_left_no_stream_is_opened_and_there_is_again_when_one_ends()
    {
        var pair = SessionPair.Connected(new SessionSettings { Memory = 256 * 1024 });
        while (pair.Open() is not null)
            Assert.InRange(pair.Ends.Count, 1, 100);
        pair.Settle();
        Assert.InRange(pair.Server.ReceiveMemory.Left, 0, TunnelSession.UsualWindow);
        pair.Ends[0].Server.Abort();
        Assert.NotNull(pair.Open());
    }

    [Fact]
    public void The_window_grows_for_a_stream_that_it_holds_back_and_not_for_others()
    {
        var pair = SessionPair.Connected();
        var (_, busy) = pair.Open()!.Value;
        var (_, quiet) = pair.Open()!.Value;
        pair.Settle();
        busy.Want(200_000_000);
        quiet.Want(1000);
        for (var i = 0; i < 100; i++)
        {
            pair.Host.Advance(1);
            pair.Move(int.MaxValue, toServer: true, 0);
            pair.Move(int.MaxValue, toServer: true, 1);
            pair.Move(int.MaxValue, toServer: false, 0);
            pair.Move(int.MaxValue, toServer: false, 1);
        }

        Assert.InRange(Window(busy), 1024 * 1024, pair.Server.Settings.MaxWindow);
        Assert.InRange(Window(quiet), 1, TunnelSession.UsualWindow);

        long Window(TestEnd end)
        {
            var stream = pair.Server.Streams.Single(s => s.Id == end.Stream.Id);
            return stream.Granted - stream.BytesReceived;
        }
    }

    [Fact]
    public void What_was_taken_is_credited_with_the_next_acknowledgement_however_little_it_is()
    {
        var pair = SessionPair.Connected();
        var (_, agent) = pair.Open()!.Value;
        pair.Settle();
        agent.Want(5000);
        pair.Settle();
        var stream = pair.Server.Streams.Single();
        Assert.Equal(5000, stream.BytesReceived);
        // A sender on a long way sends a whole window at once, and would have only half of the next one.
        Assert.Equal(TunnelSession.UsualWindow, stream.Granted - stream.BytesReceived);
    }

    [Fact]
    public void Bytes_beyond_the_credit_end_the_carrier()
    {
        var pair = SessionPair.Connected();
        pair.Open();
        pair.Settle();
        var link = pair.Server.Carriers[0];
        var stream = pair.Server.Streams.Single();
        var error = FrameError.None;
        var payload = new byte[FrameHeader.MaxPayload];
        for (long offset = 0; error == FrameError.None; offset += FrameHeader.MaxData)
        {
            Assert.InRange(offset, 0, TunnelSession.UsualWindow);
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(payload, offset);
            error = pair.Server.OnFrame(link, new FrameHeader(FrameType.Data, FrameFlags.None, payload.Length, stream.Id), ZeroPattern(payload, pair.Ends[0]));
        }

        Assert.Equal(FrameError.CreditExceeded, error);
    }

    [Fact]
    public void Interactive_bytes_go_before_bulk()
    {
        var pair = SessionPair.Connected();
        pair.Server.Lose(pair.Server.Carriers[1]);
        pair.Settle();
        var bulk = pair.Open()!.Value;
        var interactive = pair.Open()!.Value;
        pair.Settle();
        bulk.Server.Want(TunnelStream.BulkBytes * 2);
        pair.Settle();
        Assert.Equal(StreamClass.Bulk, bulk.Server.Stream.Class);
        bulk.Server.Want(100_000);
        interactive.Server.Want(10);
        var buffer = new byte[64 * 1024];
        var link = pair.Server.Carriers[0];
        var length = link.Write(buffer);
        var first = Frames(buffer.AsSpan(0, length)).First(static f => f.Type == FrameType.Data);
        Assert.Equal(interactive.Server.Stream.Id, first.Stream);
    }

    private static ReadOnlySpan<byte> ZeroPattern(byte[] payload, (TestEnd Server, TestEnd Agent) ends)
    {
        // The end takes nothing here, so that the bytes' values do not matter.
        ends.Server.TakesNothing = true;
        return payload;
    }

    private static List<FrameHeader> Frames(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<FrameHeader>();
        while (FrameHeader.Read(bytes, out var header, out _) == Shared.ReadStatus.Done)
        {
            frames.Add(header);
            bytes = bytes[(FrameHeader.Size + header.Length)..];
        }

        return frames;
    }
}
