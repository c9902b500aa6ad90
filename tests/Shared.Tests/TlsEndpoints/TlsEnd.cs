using System.Net.Sockets;
using Connectivity.Shared.Native;
using Connectivity.Shared.TlsEndpoints;

namespace Connectivity.Shared.Tests.TlsEndpoints;

/// <summary>A connection with its socket, and the waiting that a loop would do.</summary>
internal sealed unsafe class TlsEnd : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public TlsEnd(TlsContext context, Socket socket, string? serverName)
    {
        socket.Blocking = false;
        Socket = socket;
        Tls = new TlsConnection(context, (int)socket.SafeHandle.DangerousGetHandle(), serverName);
    }

    public Socket Socket { get; }

    public TlsConnection Tls { get; }

    /// <summary>Both handshakes on this thread, until both are over.</summary>
    public static (TlsStep Client, TlsStep Server) TryShake(TlsEnd client, TlsEnd server, Action? between = null)
    {
        var steps = (Client: TlsStep.WantRead, Server: TlsStep.WantRead);
        while (!IsOver(steps.Client) || !IsOver(steps.Server))
        {
            steps = (client.Tls.Handshake(), server.Tls.Handshake());
            between?.Invoke();
            if (steps.Client == TlsStep.Failed || steps.Server == TlsStep.Failed)
                return (client.Tls.Handshake(), server.Tls.Handshake());
        }

        return steps;
    }

    public static void Shake(TlsEnd client, TlsEnd server)
    {
        var steps = TryShake(client, server);
        if (steps != (TlsStep.Done, TlsStep.Done))
            throw new InvalidOperationException($"{steps}: {client.Tls.FailureDetail}; {server.Tls.FailureDetail}");
    }

    /// <summary>This side's handshake, with a peer that runs by itself.</summary>
    public TlsStep Shake()
    {
        for (; ; )
        {
            var step = Tls.Handshake();
            if (IsOver(step))
                return step;
            Wait(step == TlsStep.WantWrite ? SelectMode.SelectWrite : SelectMode.SelectRead);
        }
    }

    /// <summary>The next bytes, the end (0) or an error.</summary>
    public int Receive(Span<byte> buffer)
    {
        for (; ; )
        {
            var received = TryReceive(buffer);
            if (received != -Errno.EAGAIN)
                return received;
            Wait(SelectMode.SelectRead);
        }
    }

    public int TryReceive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return Tls.Receive(start, buffer.Length);
    }

    public int TrySend(ReadOnlySpan<byte> bytes, bool more = false)
    {
        fixed (byte* start = bytes)
            return Tls.Send(start, bytes.Length, more);
    }

    /// <summary>All of the bytes, to the last one held.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = TrySend(bytes);
            if (sent == -Errno.EAGAIN)
                Wait(SelectMode.SelectWrite);
            else if (sent < 0)
                throw new IOException($"Sending failed with {sent}: {Tls.FailureDetail}");
            bytes = bytes[Math.Max(0, sent)..];
        }

        while (Tls.Flush() is var held and not 0)
        {
            if (held != -Errno.EAGAIN)
                throw new IOException($"Sending failed with {held}: {Tls.FailureDetail}");
            Wait(SelectMode.SelectWrite);
        }
    }

    /// <summary>Exactly so many bytes.</summary>
    public byte[] ReceiveExactly(int count)
    {
        var bytes = new byte[count];
        for (var got = 0; got < count;)
        {
            var received = Receive(bytes.AsSpan(got));
            if (received <= 0)
                throw new IOException($"Receiving ended with {received}: {Tls.FailureDetail}");
            got += received;
        }

        return bytes;
    }

    public void Dispose() => Tls.Dispose();

    private static bool IsOver(TlsStep step) => step is TlsStep.Done or TlsStep.Failed;

    private void Wait(SelectMode mode)
    {
        if (!Socket.Poll(Patience, mode))
            throw new TimeoutException($"Nothing to {mode} came.");
    }
}
