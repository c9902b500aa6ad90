using System.Buffers.Binary;
using System.Diagnostics;
using Connectivity.LoadTest.Targets;
using Connectivity.Shared.Native;

namespace Connectivity.LoadTest.Generators;

/// <summary>Asks for long answers when it is told to, one after the other.</summary>
internal sealed class ListFlow(LoadRun run, int number) : ClientFlow(run), IPacedFlow
{
    private const int PieceBytes = 256 * 1024;

    private readonly Queue<long> _begun = new();
    private long _missing;

    /// <inheritdoc/>
    public void SendDue(long due)
    {
        if (Socket < 0)
            return;
        _begun.Enqueue(due);
        Send(Request());
        if (_missing == 0)
            _missing = Run.Order.Bytes;
    }

    /// <inheritdoc/>
    protected override byte[] Opening()
    {
        _begun.Enqueue(Stopwatch.GetTimestamp());
        _missing = Run.Order.Bytes;
        return [.. Run.Hello(number), (byte)TargetMode.Answer, .. Request()];
    }

    /// <inheritdoc/>
    protected override void OnReadable()
    {
        while (Socket >= 0 && _missing > 0)
        {
            var received = DiscardingSocket.Discard(Socket, (int)Math.Min(PieceBytes, _missing));
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0)
            {
                Fail("receive", received);
                return;
            }

            Run.Bytes += received;
            _missing -= received;
            if (_missing == 0)
                OnAnswer();
        }
    }

    private void OnAnswer()
    {
        Run.CountSince(_begun.Dequeue());
        if (_begun.Count > 0)
            _missing = Run.Order.Bytes;
        Ready();
    }

    private byte[] Request()
    {
        var request = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(request, Run.Order.Bytes);
        return request;
    }
}
