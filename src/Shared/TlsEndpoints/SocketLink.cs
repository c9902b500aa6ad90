using System.Runtime.InteropServices;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>
/// The encrypted side of one connection, in native memory since OpenSSL points to it: bytes received and not yet decrypted, bytes encrypted and
/// not yet sent, and how the socket fares.
/// </summary>
internal unsafe struct SocketLink
{
    /// <summary>The descriptor.</summary>
    public int Socket;

    /// <summary>The error number that receiving failed with; 0 while it is well.</summary>
    public int ReceiveError;

    /// <summary>The error number that sending failed with; 0 while it is well. What was received before can be read nevertheless.</summary>
    public int SendError;

    /// <summary>The peer's side of the transport has ended.</summary>
    public bool Ended;

    /// <summary>The last receive found nothing.</summary>
    public bool ReceiveBlocked;

    /// <summary>The last receive brought less than there was room for: the socket is empty by now (epoll(7)), or was.</summary>
    public bool ReceivedShort;

    /// <summary>The socket has not taken all of what was given to it.</summary>
    public bool SendBlocked;

    private byte* _input;
    private byte* _output;
    private int _inputStart;
    private int _inputEnd;
    private int _outputStart;
    private int _outputEnd;

    /// <summary>Bytes received and not yet decrypted.</summary>
    public readonly int InputBytes => _inputEnd - _inputStart;

    /// <summary>Bytes encrypted and not yet sent.</summary>
    public readonly int OutputBytes => _outputEnd - _outputStart;

    /// <summary>How many more encrypted bytes can be held behind those that are held.</summary>
    public readonly int OutputRoom => IoBlocks.BlockBytes - _outputEnd;

    /// <summary>Makes one for a descriptor.</summary>
    public static SocketLink* Create(int socket)
    {
        var link = (SocketLink*)NativeMemory.AllocZeroed((nuint)sizeof(SocketLink));
        link->Socket = socket;
        return link;
    }

    /// <summary>Frees it with all that it holds.</summary>
    public static void Free(SocketLink* link)
    {
        link->DropInput();
        link->DropOutput();
        NativeMemory.Free(link);
    }

    /// <summary>Takes received bytes, from the socket if none are at hand: their number, 0 at the end, or a negated error.</summary>
    public int Take(byte* destination, int length)
    {
        if (_inputStart == _inputEnd)
        {
            var received = Refill();
            if (received <= 0)
                return received;
        }

        var taken = Math.Min(length, InputBytes);
        Buffer.MemoryCopy(_input + _inputStart, destination, length, taken);
        _inputStart += taken;
        if (_inputStart == _inputEnd)
            DropInput();
        return taken;
    }

    /// <summary>Holds encrypted bytes, as many as there is room for; -EAGAIN if there is none and the socket makes none.</summary>
    public int Put(byte* bytes, int length)
    {
        if (SendError != 0)
            return -SendError;
        if (OutputRoom < length)
            Flush();
        var put = Math.Min(length, OutputRoom);
        if (put == 0)
            return SendError != 0 ? -SendError : -Errno.EAGAIN;
        if (_output is null)
            _output = IoBlocks.Rent();
        Buffer.MemoryCopy(bytes, _output + _outputEnd, OutputRoom, put);
        _outputEnd += put;
        return put;
    }

    /// <summary>Sends what is held: 0 when nothing is held any more, -EAGAIN, or another negated error; what is held is lost then.</summary>
    public int Flush()
    {
        if (_outputStart == _outputEnd)
            return -SendError;
        var sent = TcpSocket.Send(Socket, _output + _outputStart, OutputBytes);
        SendBlocked = sent < OutputBytes;
        if (sent < 0 && sent != -Errno.EAGAIN)
        {
            SendError = -sent;
            DropOutput();
            return sent;
        }

        _outputStart += Math.Max(0, sent);

        // Taking a part is as good as -EAGAIN: the kernel will tell when there is room (epoll(7)).
        if (SendBlocked)
            return -Errno.EAGAIN;
        DropOutput();
        return 0;
    }

    private int Refill()
    {
        if (ReceiveError != 0)
            return -ReceiveError;
        if (Ended)
            return 0;
        _input = IoBlocks.Rent();
        var received = TcpSocket.Receive(Socket, _input, IoBlocks.BlockBytes);
        ReceivedShort = received < IoBlocks.BlockBytes;
        ReceiveBlocked = received == -Errno.EAGAIN;
        Ended = received == 0;
        _inputEnd = Math.Max(0, received);
        if (received <= 0)
            DropInput();
        if (received < 0 && !ReceiveBlocked)
            ReceiveError = -received;
        return received;
    }

    private void DropInput()
    {
        if (_input is not null)
            IoBlocks.Return(_input);
        _input = null;
        (_inputStart, _inputEnd) = (0, 0);
    }

    private void DropOutput()
    {
        if (_output is not null)
            IoBlocks.Return(_output);
        _output = null;
        (_outputStart, _outputEnd) = (0, 0);
    }
}
