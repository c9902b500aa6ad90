using System.Net.Sockets;

namespace Connectivity.LoadTest.Load;

/// <summary>Over a plain socket, TCP or Unix.</summary>
internal sealed class SocketConnection(Socket socket) : LoadConnection
{
    /// <inheritdoc/>
    public override void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes, SocketFlags.None)..];
    }

    /// <inheritdoc/>
    public override int Receive(Span<byte> buffer) => socket.Receive(buffer, SocketFlags.None);

    /// <inheritdoc/>
    public override bool WaitReadable(TimeSpan time) => Readiness.Wait((int)socket.Handle, forRoom: false, time);

    /// <inheritdoc/>
    public override void Break()
    {
        if (socket.AddressFamily == AddressFamily.InterNetwork)
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Shutdown(SocketShutdown.Both);
    }

    /// <inheritdoc/>
    public override void Dispose() => socket.Dispose();
}
