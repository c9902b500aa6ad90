using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <content>Bytes in both directions. Nothing here allocates on the managed heap.</content>
public sealed unsafe partial class TlsConnection
{
    /// <summary>Bytes of data in a full record (RFC 8446, section 5.1).</summary>
    private const int RecordBytes = 16 * 1024;

    /// <summary>A full record with header, tag and, in TLS 1.2, nonce; beside it a key update and an alert.</summary>
    private const int RecordRoom = RecordBytes + 512;

    /// <summary>How many records without data (key updates, empty ones) a receive takes in a row. Nobody sends many in good faith.</summary>
    private const int MaxIdleRecords = 64;

    private const int KeyUpdateNotRequested = 0;
    private const int RecordWithoutData = int.MinValue;

    private long _recordsOfKey;
    private bool _receivingFailed;

    /// <summary>
    /// Records after which the sending key is renewed. RFC 8446 section 5.5 limits AES-GCM to 2^24.5 full ones a key, and OpenSSL does not count.
    /// </summary>
    internal long RecordsPerKey { get; set; } = 1L << 24;

    /// <summary>Receives decrypted bytes: as many records as fit of what one system call brought. After a failed send it still reads what came before.</summary>
    /// <param name="buffer">Where to; 16 KiB and more keep the calls few.</param>
    /// <param name="length">Its length, above 0.</param>
    /// <returns>
    /// Bytes; 0 at the clean end, after the peer's close_notify; -EAGAIN; -ECONNRESET for every other end: the transport's without close_notify,
    /// an alert, a bad record. -ENOTCONN before the handshake is done.
    /// </returns>
    public int Receive(byte* buffer, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ObjectDisposedException.ThrowIf(_ssl == 0, this);
        if (!_established || _receivingFailed)
            return _established ? -Errno.ECONNRESET : -Errno.ENOTCONN;
        // What an earlier receive from the socket found says nothing any more: the loop may have told of what came since, once.
        _link->ReceivedShort = false;
        var total = 0;
        var idleRecords = 0;
        do
        {
            nuint read;
            OpenSsl.ClearErrors();
            var result = OpenSsl.Read(_ssl, buffer + total, (nuint)(length - total), &read);
            if (result == 1)
            {
                total += (int)read;
                continue;
            }

            var end = EndOfReceive(result, ref idleRecords);
            if (end == RecordWithoutData)
                continue;
            return total > 0 ? total : end;
        }
        while (total == 0 || (total < length && (_link->InputBytes > 0 || OpenSsl.Pending(_ssl) > 0)));
        return total;
    }

    /// <summary>Accepts bytes and sends as much as the socket takes; the rest is held.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="length">How many, above 0.</param>
    /// <param name="more">More follows at once: records may be held until the block is full, the next call without it, or <see cref="Flush"/>.</param>
    /// <returns>
    /// Bytes accepted, above 0; -EAGAIN when the socket has no room; -ENOTCONN before the handshake; -EPIPE after <see cref="EndSending"/>;
    /// -ECONNRESET, or the socket's error, when the connection is lost: a receive may then tell of an alert.
    /// </returns>
    public int Send(byte* buffer, int length, bool more = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ObjectDisposedException.ThrowIf(_ssl == 0, this);
        if (CheckSendable() is var problem and < 0)
            return problem;
        if (_sendingEnded)
            return -Errno.EPIPE;
        var sent = 0;
        while (sent < length)
        {
            if (_link->SendBlocked || _link->OutputRoom < RecordRoom)
            {
                var flushed = Flush();
                if (flushed < 0)
                    return flushed == -Errno.EAGAIN && sent > 0 ? sent : flushed;
            }

            var written = Encrypt(buffer + sent, Math.Min(RecordBytes, length - sent));
            if (written < 0)
                return written;
            sent += written;
        }

        if (more)
            return sent;
        var rest = Flush();
        return rest is 0 or -Errno.EAGAIN ? sent : rest;
    }

    /// <summary>Sends what is held: 0 when nothing is held any more, -EAGAIN, or the error that the connection is lost by.</summary>
    public int Flush()
    {
        ObjectDisposedException.ThrowIf(_ssl == 0, this);
        var result = _link->Flush();
        if (result is not (0 or -Errno.EAGAIN) && TlsFailures.Lost(*_link) is { } lost)
            Fail(lost.Failure, lost.Detail);
        return result;
    }

    private int EndOfReceive(int result, ref int idleRecords)
    {
        switch (OpenSsl.GetError(_ssl, result))
        {
            case OpenSsl.ErrorZeroReturn:
                return 0;
            case OpenSsl.ErrorWantRead when _link->ReceiveBlocked && _link->InputBytes == 0:
                // A key update may have been answered.
                if (HasHeldOutput && !_link->SendBlocked)
                    _ = Flush();
                return -Errno.EAGAIN;
            case OpenSsl.ErrorWantRead when ++idleRecords <= MaxIdleRecords:
                return RecordWithoutData;
            case OpenSsl.ErrorWantRead:
                return FailReceiving($"more than {MaxIdleRecords} records in a row without data");
            case OpenSsl.ErrorWantWrite:
                // An answer does not fit behind what is held.
                return FailReceiving("the peer does not take the answers that it asks for");
            default:
                return FailByQueue();
        }
    }

    private int FailReceiving(string detail)
    {
        Fail(TlsFailure.ProtocolError, detail);
        _receivingFailed = true;
        return -Errno.ECONNRESET;
    }

    private int Encrypt(byte* bytes, int length)
    {
        OpenSsl.ClearErrors();
        if (++_recordsOfKey > RecordsPerKey && IsTls13)
        {
            _recordsOfKey = 1;
            _ = OpenSsl.KeyUpdate(_ssl, KeyUpdateNotRequested);
        }

        nuint written;
        return OpenSsl.Write(_ssl, bytes, (nuint)length, &written) == 1 ? (int)written : FailByQueue();
    }

    /// <summary>0, or why nothing can be sent.</summary>
    private int CheckSendable()
    {
        if (!_established)
            return -Errno.ENOTCONN;
        return _receivingFailed ? -Errno.ECONNRESET : -_link->SendError;
    }
}
