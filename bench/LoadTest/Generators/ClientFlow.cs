using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Generators;

/// <summary>One connection of a load: dials, says hello and what it wants, and from then on does as its kind does.</summary>
internal abstract unsafe class ClientFlow(LoadRun run) : Pollable
{
    private const int Leg = 0;

    private byte[]? _unsent;
    private bool _ready;
    private bool _watched;

    /// <summary>The load that it belongs to.</summary>
    protected LoadRun Run => run;

    /// <summary>Its socket; -1 without one.</summary>
    protected int Socket { get; private set; } = -1;

    /// <summary>Dials, and sends the opening at once where the kernel lets it: on one machine the handshake is over when connect(2) returns.</summary>
    public void Start()
    {
        Socket = TcpSocket.Open(ipv6: false);
        if (Socket < 0)
        {
            Fail("socket", Socket);
            return;
        }

        TcpSocket.SetNoDelay(Socket);
        run.Loop.Attach(this);
        _watched = false;
        var result = TcpSocket.Connect(Socket, run.Address);
        if (result < 0 && result != -Errno.EINPROGRESS)
        {
            Fail("connect", result);
            return;
        }

        Send(Opening());
        if (Socket >= 0 && !_watched)
            Watch(alsoWritable: _unsent is not null || WantsRoom);
    }

    /// <summary>All connections of the load are through: begins what is not told to begin otherwise.</summary>
    public virtual void Go()
    {
    }

    /// <summary>Closes it without a word.</summary>
    public void Abandon()
    {
        if (Socket < 0)
            return;
        run.Loop.Detach(this);
        TcpSocket.Reset(Socket);
        Socket = -1;
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        if (writable && _unsent is not null)
        {
            var unsent = _unsent;
            _unsent = null;
            Send(unsent);
        }

        if (readable && Socket >= 0)
            OnReadable();
        if (writable && Socket >= 0 && _unsent is null)
            OnRoom();
    }

    /// <inheritdoc/>
    protected override void OnFault() => Fail("fault", 0);

    /// <summary>The hello and what comes right behind it.</summary>
    protected abstract byte[] Opening();

    /// <summary>There is something to receive.</summary>
    protected abstract void OnReadable();

    /// <summary>Whether room to send is of interest all the time.</summary>
    protected virtual bool WantsRoom => false;

    /// <summary>There is room to send.</summary>
    protected virtual void OnRoom()
    {
    }

    /// <summary>It is through to the target.</summary>
    protected void Ready()
    {
        if (_ready)
            return;
        _ready = true;
        run.OnReady();
    }

    /// <summary>Sends; what does not fit goes later.</summary>
    protected void Send(ReadOnlySpan<byte> bytes)
    {
        var sent = TcpSocket.Send(Socket, bytes);
        if (sent < 0 && sent != -Errno.EAGAIN)
        {
            Fail("send", sent);
            return;
        }

        if (sent == bytes.Length)
            return;
        _unsent = [.. _unsent ?? [], .. bytes[Math.Max(0, sent)..]];
        if (_watched)
            run.Loop.WatchWritable(this, Leg, Socket);
        else
            Watch(alsoWritable: true);
    }

    /// <summary>Receives into the loop's scratch memory. 0 means that there is nothing, or nothing any more.</summary>
    protected int Receive()
    {
        var received = TcpSocket.Receive(Socket, run.Loop.Scratch);
        if (received > 0)
            return received;
        if (received != -Errno.EAGAIN)
            Fail("receive", received);
        return 0;
    }

    /// <summary>Closes with a FIN, to dial again.</summary>
    protected void Close()
    {
        run.Loop.Detach(this);
        TcpSocket.Close(Socket);
        Socket = -1;
    }

    /// <summary>Ends with a failure.</summary>
    protected virtual void Fail(string what, int result)
    {
        if (Socket >= 0)
            Abandon();
        if (!run.IsOver)
            run.OnFailure(result == 0 ? $"{what}: the connection was ended" : $"{what}: error {-result}");
    }

    private void Watch(bool alsoWritable)
    {
        _watched = true;
        if (run.Loop.Watch(this, Leg, Socket, alsoWritable) is < 0 and var error)
            Fail("watch", error);
    }
}
