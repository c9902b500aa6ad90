using Connectivity.LoadTest.Targets;
using Connectivity.Shared.Native;

namespace Connectivity.LoadTest.Generators;

/// <summary>Takes or sends bytes without end. What it takes is dropped inside the kernel (tcp(7), MSG_TRUNC): to look at it would cost more than to relay it.</summary>
internal sealed class BulkFlow(LoadRun run, int number, bool down) : ClientFlow(run)
{
    private const int PieceBytes = 256 * 1024;
    private const int TurnBytes = 1024 * 1024;

    private static readonly byte[] Zeros = GC.AllocateArray<byte>(PieceBytes, pinned: true);

    private bool _going;

    /// <inheritdoc/>
    public override void Go()
    {
        if (Socket < 0)
            return;
        _going = true;
        Send([(byte)(down ? TargetMode.Source : TargetMode.Sink)]);
        if (!down)
            Run.Loop.Enqueue(this);
    }

    /// <inheritdoc/>
    protected override bool WantsRoom => !down;

    /// <inheritdoc/>
    protected override byte[] Opening() => [.. Run.Hello(number), (byte)TargetMode.Greet];

    /// <inheritdoc/>
    protected override void OnReadable()
    {
        for (var turn = 0; turn < TurnBytes;)
        {
            var received = DiscardingSocket.Discard(Socket, PieceBytes);
            if (received <= 0)
            {
                if (received != -Errno.EAGAIN)
                    Fail("receive", received);
                return;
            }

            turn += received;
            Run.Bytes += received;
            Ready();
        }

        Run.Loop.Enqueue(this);
    }

    /// <inheritdoc/>
    protected override void OnRoom()
    {
        if (down || !_going)
            return;
        for (var turn = 0; turn < TurnBytes;)
        {
            var sent = TcpSocket.Send(Socket, Zeros);
            if (sent < 0)
            {
                if (sent != -Errno.EAGAIN)
                    Fail("send", sent);
                return;
            }

            turn += sent;
            Run.Bytes += sent;
        }

        Run.Loop.Enqueue(this);
    }

    /// <inheritdoc/>
    protected override void OnTurn()
    {
        if (Socket < 0)
            return;
        if (down)
            OnReadable();
        else
            OnRoom();
    }
}
