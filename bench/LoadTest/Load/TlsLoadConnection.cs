using System.Net.Sockets;
using System.Runtime.InteropServices;
using Connectivity.Shared.Native;
using Connectivity.Shared.TlsEndpoints;

namespace Connectivity.LoadTest.Load;

/// <summary>Over TLS with a client certificate, as kube-apiserver reaches a front end that is not on a Unix socket.</summary>
internal sealed unsafe class TlsLoadConnection : LoadConnection
{
    private static readonly TimeSpan ForEver = TimeSpan.FromMilliseconds(-1);

    private readonly Socket _socket;
    private readonly int _fd;
    private readonly TlsConnection _tls;

    /// <summary>Shakes hands on a connected socket.</summary>
    public TlsLoadConnection(Socket socket, TlsContext context, string serverName)
    {
        _socket = socket;
        _socket.Blocking = false;
        _fd = (int)socket.Handle;
        _tls = new TlsConnection(context, _fd, serverName);
        while (_tls.Handshake() is var step && step != TlsStep.Done)
        {
            if (step == TlsStep.Failed)
                throw new IOException($"TLS: {_tls.Failure}: {_tls.FailureDetail}");
            Readiness.Wait(_fd, forRoom: step == TlsStep.WantWrite, ForEver);
        }
    }

    /// <inheritdoc/>
    public override void Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = &MemoryMarshal.GetReference(bytes))
        {
            for (var sent = 0; sent < bytes.Length || _tls.HasHeldOutput;)
            {
                var result = sent < bytes.Length ? _tls.Send(start + sent, bytes.Length - sent) : _tls.Flush();
                if (result == -Errno.EAGAIN)
                    Readiness.Wait(_fd, forRoom: true, ForEver);
                else if (result < 0)
                    throw new IOException($"TLS: {_tls.FailureDetail}");
                else
                    sent += result;
            }
        }
    }

    /// <inheritdoc/>
    public override int Receive(Span<byte> buffer)
    {
        fixed (byte* start = &MemoryMarshal.GetReference(buffer))
        {
            while (true)
            {
                var result = _tls.Receive(start, buffer.Length);
                if (result >= 0)
                    return result;
                if (result != -Errno.EAGAIN)
                    throw new IOException($"TLS: {_tls.FailureDetail}");
                Readiness.Wait(_fd, forRoom: false, ForEver);
            }
        }
    }

    /// <inheritdoc/>
    public override bool WaitReadable(TimeSpan time) => Readiness.Wait(_fd, forRoom: false, time);

    /// <inheritdoc/>
    public override void Break()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Shutdown(SocketShutdown.Both);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _tls.Dispose();
        _socket.Dispose();
    }
}
