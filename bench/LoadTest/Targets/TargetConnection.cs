using System.Buffers.Binary;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Network;

namespace Connectivity.LoadTest.Targets;

/// <summary>One connection at the target: does what its first byte asks for. Holds no buffer unless the peer does not take its echo.</summary>
internal sealed unsafe class TargetConnection(EventLoop loop, int socket, WatchEvents events) : Pollable
{
    private const int Leg = 0;
    private const int PieceBytes = 256 * 1024;
    private const int TurnBytes = 1024 * 1024;
    private const int LengthBytes = sizeof(long);

    // A loopback segment of 64 KiB lets each send buffer grow to 4 MB. A thousand of them come past the mark from which on the kernel saves (tcp(7), tcp_mem):
    // it then cuts the windows of all connections to four segments, which would hurt those most that put much on few.
    private const int SmallSendBuffer = 128 * 1024;

    private static readonly byte[] Zeros = GC.AllocateArray<byte>(PieceBytes, pinned: true);
    private static readonly byte[] Scratch = GC.AllocateArray<byte>(PieceBytes, pinned: true);

    private TargetMode _mode;
    private HelloSkipper _hello;
    private byte[]? _head;
    private int _headLength;
    private byte[]? _unsent;
    private long _position;
    private long _length = -1;
    private bool _over;

    /// <summary>Begins.</summary>
    public void Start()
    {
        TcpSocket.SetNoDelay(socket);
        loop.Attach(this);
        if (loop.Watch(this, Leg, socket, alsoWritable: true) < 0)
            OnFault();
    }

    /// <summary>Sends something unasked; not while something else still waits.</summary>
    public void Say(ReadOnlySpan<byte> bytes)
    {
        if (_unsent is null)
            Send(bytes);
    }

    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        if (_unsent is not null)
            SendUnsent();
        if (readable)
            Read();
        if (!_over)
            SendOwn();
    }

    protected override void OnTurn()
    {
        if (_over)
            return;
        Read();
        if (!_over)
            SendOwn();
    }

    protected override void OnFault() => Close();

    private void Read()
    {
        for (var turn = 0; _unsent is null;)
        {
            var received = _mode == TargetMode.Sink ? DiscardingSocket.Discard(socket, PieceBytes) : TcpSocket.Receive(socket, Scratch);
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0)
            {
                OnEnd(received);
                return;
            }

            if (_mode != TargetMode.Sink)
                Take(Scratch.AsSpan(0, received));
            turn += received;
            // A short read has emptied the socket; whatever comes later is an event of its own.
            if (_over || received < 4096)
                return;
            if (turn < TurnBytes)
                continue;
            loop.Enqueue(this);
            return;
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (_mode == default)
        {
            bytes = TakeMode(_hello.Skip(bytes));
            if (_mode == TargetMode.Watch)
                events.Add(this);
            else if (_mode == TargetMode.OneSourceOfMany)
                TcpSocket.SetBuffers(socket, SmallSendBuffer, 0);
        }

        if (_mode == TargetMode.Echo && !bytes.IsEmpty)
            Send(bytes);
        else if (_mode is TargetMode.Source or TargetMode.OneSourceOfMany)
            _length = long.MaxValue;
        else if ((_mode == TargetMode.Pattern && _length < 0) || _mode == TargetMode.Answer)
            TakeLengths(bytes);
    }

    private ReadOnlySpan<byte> TakeMode(ReadOnlySpan<byte> bytes)
    {
        for (; !bytes.IsEmpty && _mode == default; bytes = bytes[1..])
        {
            if (bytes[0] == (byte)TargetMode.Greet)
                Send(bytes[..1]);
            else
                _mode = (TargetMode)bytes[0];
        }

        return bytes;
    }

    private void TakeLengths(ReadOnlySpan<byte> bytes)
    {
        _head ??= new byte[LengthBytes];
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(bytes.Length, LengthBytes - _headLength);
            bytes[..taken].CopyTo(_head.AsSpan(_headLength));
            bytes = bytes[taken..];
            _headLength += taken;
            if (_headLength < LengthBytes)
                return;
            _headLength = 0;
            _length = Math.Max(0, _length) + BinaryPrimitives.ReadInt64BigEndian(_head);
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        var sent = TcpSocket.Send(socket, bytes);
        if (sent < 0 && sent != -Errno.EAGAIN)
            Close();
        else if (sent < bytes.Length)
            _unsent = bytes[Math.Max(0, sent)..].ToArray();
    }

    private void SendUnsent()
    {
        var bytes = _unsent!;
        _unsent = null;
        Send(bytes);
        if (_unsent is null && !_over)
            loop.Enqueue(this);
    }

    /// <summary>What the target has to say by itself.</summary>
    private void SendOwn()
    {
        for (var turn = 0; _position < _length;)
        {
            var most = (int)Math.Min(PieceBytes, _length - _position);
            var bytes = _mode == TargetMode.Pattern ? BytePattern.Down.At(_position, most).Span : Zeros.AsSpan(0, most);
            var sent = TcpSocket.Send(socket, bytes);
            if (sent < 0)
            {
                if (sent != -Errno.EAGAIN)
                    Close();
                return;
            }

            _position += sent;
            turn += sent;
            if (_position == _length && _mode == TargetMode.Pattern)
                _ = TcpSocket.ShutdownSend(socket);
            if (turn < TurnBytes)
                continue;
            loop.Enqueue(this);
            return;
        }
    }

    private void OnEnd(int result)
    {
        // A client that has ended its side may still be reading.
        if (result == 0 && _mode == TargetMode.Pattern && _position < _length)
            return;
        Close();
    }

    private void Close()
    {
        if (_over)
            return;
        _over = true;
        if (_mode == TargetMode.Watch)
            events.Remove(this);
        loop.Detach(this);
        TcpSocket.Close(socket);
    }
}
