using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Framing;

/// <summary>The test vectors of the protocol's page, read from the page itself, so that neither can change alone.</summary>
public sealed class VectorTests
{
    private static readonly OpenRequest Request = new(StreamKind.Tcp, "10.250.0.2", 10250, StreamClass.Interactive, TimeSpan.FromSeconds(5));

    private delegate int Writer(Span<byte> frame);

    public static TheoryData<string> Names => [.. Writers.Keys];

    private static Dictionary<string, Writer> Writers { get; } = new()
    {
        ["preamble"] = static frame =>
        {
            Preamble.Own.Write(frame);
            return Preamble.Size;
        },
        ["PING"] = static frame => SessionFrames.WritePing(frame, FrameType.Ping, 0x0102030405060708),
        ["DATA"] = static frame =>
        {
            StreamFrames.WriteDataHead(frame, 5, 1000, 2);
            "hi"u8.CopyTo(frame[StreamFrames.DataHead..]);
            return StreamFrames.DataHead + 2;
        },
        ["WINDOW"] = static frame => StreamFrames.WriteWindow(frame, 5, 1002, 66_536),
        ["FIN"] = static frame => StreamFrames.WriteFin(frame, 5, 1002),
        ["RST"] = static frame => StreamFrames.WriteReset(frame, 5, ResetCode.EndpointReset, 1002, inOrder: true),
        ["OPEN"] = static frame => OpenFrame.Write(frame, 1, Request, 65_536),
        ["OPEN_FAIL"] = static frame => OpenAnswerFrames.WriteFail(frame, 1, OpenFailure.Refused, "no"),
        ["RESUME"] = static frame => ResumeFrame.Write(frame, ResumeFrame.NoSlot, 0, [new ResumeEntry(3, true, 7, 65_543)], last: true),
        ["GOAWAY"] = static frame => SessionFrames.WriteGoAway(frame, GoAwayReason.Draining, TimeSpan.FromSeconds(30), ""),
        ["ADVERT"] = static frame => SessionFrames.WriteAdvert(frame, [SourceRange.Parse("10.250.0.5/32")]),
        ["MEMBERS"] = static frame => SessionFrames.WriteMembers(frame, ["s-0"]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Frames_are_written_as_the_page_shows(string name)
    {
        var frame = new byte[FrameHeader.MaxFrame];
        var length = Writers[name](frame);
        Assert.Equal(Page()[name], Convert.ToHexString(frame, 0, length));
    }

    [Fact]
    public void Every_vector_of_the_page_is_written_by_a_test() => Assert.Equal(Page().Keys.Order(), Writers.Keys.Order());

    [Fact]
    public void A_header_is_done_with_its_payload_and_not_before()
    {
        var frame = Convert.FromHexString(Page()["DATA"]);
        for (var length = 0; length < frame.Length; length++)
            Assert.Equal(ReadStatus.NeedMore, FrameHeader.Read(frame.AsSpan(0, length), out _, out _));
        Assert.Equal(ReadStatus.Done, FrameHeader.Read(frame, out var header, out _));
        Assert.Equal((FrameType.Data, 10, 5u), (header.Type, header.Length, header.Stream));
    }

    [Fact]
    public void A_payload_longer_than_any_is_refused_with_its_header()
    {
        byte[] header = [0x06, 0, 0x40, 0x09, 0, 0, 0, 1];
        Assert.Equal(ReadStatus.Invalid, FrameHeader.Read(header, out _, out var error));
        Assert.Equal(FrameError.TooLong, error);
    }

    [Theory]
    [InlineData("4354554E01010000", FrameError.None)]
    [InlineData("4354554E09010000", FrameError.None)]
    [InlineData("4354554E0901FFFF", FrameError.None)]
    [InlineData("4354554E09020000", FrameError.VersionUnsupported)]
    [InlineData("4354554E00000000", FrameError.VersionUnsupported)]
    [InlineData("474554202F", FrameError.NotTunnel)]
    [InlineData("44", FrameError.NotTunnel)]
    public void The_preamble_decides_about_the_version(string bytes, object expected)
    {
        var status = Preamble.Read(Convert.FromHexString(bytes), out _, out var error);
        Assert.Equal(expected, error);
        Assert.Equal(error == FrameError.None ? ReadStatus.Done : ReadStatus.Invalid, status);
    }

    private static Dictionary<string, string> Page()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Connectivity.sln")))
            directory = Path.GetDirectoryName(directory)!;
        return File.ReadLines(Path.Combine(directory, "docs/protocol/tunnel.md"))
            .SkipWhile(static l => !l.StartsWith("## 8.", StringComparison.Ordinal))
            .Where(static l => l.StartsWith("| ", StringComparison.Ordinal) && l.EndsWith("` |", StringComparison.Ordinal))
            .Select(static l => l.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(static c => c[1].Split(',')[0], static c => c[2].Trim('`').Replace(" ", "", StringComparison.Ordinal));
    }
}
