using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Native;
using Xunit;

namespace Connectivity.Shared.Tests.Native;

public sealed class TcpSocketTests
{
    private const int NotSentLowWater = 25;

    [Fact]
    public void Sets_what_a_carrier_needs_and_tells_how_it_fares()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var fd = (int)socket.SafeHandle.DangerousGetHandle();
        Assert.Equal(0, TcpSocket.RoundTripMicroseconds(fd));
        TcpSocket.SetNotSentLowat(fd, 12345);
        TcpSocket.SetBuffers(fd, 20_000, 30_000);
        socket.Connect(listener.LocalEndPoint!);

        var lowWater = new byte[sizeof(int)];
        socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, NotSentLowWater, lowWater);
        Assert.Equal(12345, BitConverter.ToInt32(lowWater));
        Assert.Equal(40_000, Option(socket, SocketOptionName.SendBuffer));
        Assert.Equal(60_000, Option(socket, SocketOptionName.ReceiveBuffer));
        Assert.InRange(TcpSocket.RoundTripMicroseconds(fd), 1, 10_000_000);
        Assert.Equal(0, TcpSocket.UnsentBytes(fd));

        socket.Blocking = false;
        using var peer = listener.Accept();
        while (TcpSocket.Send(fd, new byte[10_000]) > 0)
        {
        }

        Assert.InRange(TcpSocket.UnsentBytes(fd), 1, 12345 + 40_000);
    }

    private static int Option(Socket socket, SocketOptionName name) => (int)socket.GetSocketOption(SocketOptionLevel.Socket, name)!;
}
