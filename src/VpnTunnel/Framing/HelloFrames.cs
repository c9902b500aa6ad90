namespace Connectivity.VpnTunnel.Framing;

/// <summary>HELLO from the agent (protocol, section 2).</summary>
internal sealed record AgentHello
{
    /// <summary>Greatest length of agent and server ids in bytes.</summary>
    public const int MaxId = 128;

    /// <summary>Greatest length of a zone's name in bytes.</summary>
    public const int MaxZone = 64;

    /// <summary>Most carriers of a session.</summary>
    public const int MaxSlots = 8;

    /// <summary>Room that every HELLO fits in.</summary>
    public const int MaxFrame = 320;

    /// <summary>Random; one for each server and process of the agent.</summary>
    public required UInt128 SessionId { get; init; }

    /// <summary>Random; shown by every carrier of the session. Never logged.</summary>
    public required UInt128 Secret { get; init; }

    /// <summary>The instance that the agent knows its session by; 0 for none.</summary>
    public required ulong Instance { get; init; }

    /// <summary>The carrier's place, 0 to 7.</summary>
    public required int Slot { get; init; }

    /// <summary>Counts the carriers of the slot, from 1.</summary>
    public required uint Attempt { get; init; }

    /// <summary>When the agent's process started, in Unix milliseconds.</summary>
    public required long StartedMs { get; init; }

    /// <summary>The agent's name.</summary>
    public required string AgentId { get; init; }

    /// <summary>Where it runs; empty for nowhere in particular.</summary>
    public required string Zone { get; init; }

    /// <summary>Reads the payload.</summary>
    public static FrameError Read(ReadOnlySpan<byte> payload, out AgentHello hello)
    {
        var reader = new PayloadReader(payload);
        hello = new AgentHello
        {
            SessionId = new UInt128(reader.UInt64(), reader.UInt64()),
            Secret = new UInt128(reader.UInt64(), reader.UInt64()),
            Instance = reader.UInt64(),
            Slot = reader.Byte(),
            Attempt = reader.UInt32(),
            StartedMs = reader.Offset(),
            AgentId = reader.Text8(1, MaxId),
            Zone = reader.Text8(0, MaxZone),
        };
        return reader.Failed || hello.Slot >= MaxSlots ? FrameError.PayloadMalformed : FrameError.None;
    }

    /// <summary>Writes the frame into a buffer of at least <see cref="MaxFrame"/> bytes; returns its length.</summary>
    public int Write(Span<byte> frame)
    {
        var writer = new PayloadWriter(frame);
        writer.UInt64((ulong)(SessionId >> 64));
        writer.UInt64((ulong)SessionId);
        writer.UInt64((ulong)(Secret >> 64));
        writer.UInt64((ulong)Secret);
        writer.UInt64(Instance);
        writer.Byte((byte)Slot);
        writer.UInt32(Attempt);
        writer.UInt64((ulong)StartedMs);
        writer.Text8(AgentId);
        writer.Text8(Zone);
        return writer.Finish(FrameType.Hello);
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{AgentId} slot {Slot} attempt {Attempt}";
}

/// <summary>HELLO from the server (protocol, section 2).</summary>
internal sealed record ServerHello
{
    /// <summary>Room that every HELLO fits in.</summary>
    public const int MaxFrame = AgentHello.MaxFrame;

    /// <summary>The session's instance; never 0.</summary>
    public required ulong Instance { get; init; }

    /// <summary>How long the server keeps a session without carriers.</summary>
    public required TimeSpan ResumeWindow { get; init; }

    /// <summary>Most streams the server will open in the session.</summary>
    public required uint MaxStreams { get; init; }

    /// <summary>The server's name.</summary>
    public required string ServerId { get; init; }

    /// <summary>Where it runs; empty for nowhere in particular.</summary>
    public required string Zone { get; init; }

    /// <summary>Reads the payload.</summary>
    public static FrameError Read(ReadOnlySpan<byte> payload, out ServerHello hello)
    {
        var reader = new PayloadReader(payload);
        hello = new ServerHello
        {
            Instance = reader.UInt64(),
            ResumeWindow = TimeSpan.FromMilliseconds(reader.UInt32()),
            MaxStreams = reader.UInt32(),
            ServerId = reader.Text8(1, AgentHello.MaxId),
            Zone = reader.Text8(0, AgentHello.MaxZone),
        };
        return reader.Failed || hello.Instance == 0 ? FrameError.PayloadMalformed : FrameError.None;
    }

    /// <summary>Writes the frame into a buffer of at least <see cref="MaxFrame"/> bytes; returns its length.</summary>
    public int Write(Span<byte> frame)
    {
        var writer = new PayloadWriter(frame);
        writer.UInt64(Instance);
        writer.UInt32((uint)ResumeWindow.TotalMilliseconds);
        writer.UInt32(MaxStreams);
        writer.Text8(ServerId);
        writer.Text8(Zone);
        return writer.Finish(FrameType.Hello);
    }
}
