using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;

namespace Connectivity.Shared.Dialing;

/// <summary>One socket of a <see cref="ConnectRace"/> that is connecting.</summary>
internal sealed class ConnectAttempt(ConnectRace race, EventLoop loop, int socket, SocketEndpoint address) : Pollable
{
    /// <summary>The descriptor.</summary>
    public int Socket => socket;

    /// <summary>Where it goes.</summary>
    public SocketEndpoint Address => address;

    /// <summary>Gives it up.</summary>
    public void Close()
    {
        loop.Detach(this, isConnection: false);
        TcpSocket.Close(socket);
    }

    /// <inheritdoc/>
    protected internal override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        // Sending nothing tells how the connection stands, its error included.
        var result = TcpSocket.Send(socket, []);
        if (result >= 0)
            race.Won(this);
        else if (result != -Errno.EAGAIN)
            race.Lost(this, -result);
    }

    /// <inheritdoc/>
    protected internal override void OnFault() => race.Lost(this, Errno.EINVAL);
}
