namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>
/// How many clients may shake hands at a time. Protects processor time and memory from those who are not known yet. More of them wait in line, up to a
/// bound, as a burst of honest clients would fail otherwise. On the loop's thread only.
/// </summary>
internal sealed class HandshakeGate(int max)
{
    private const int WaitingForEach = 16;

    private readonly Queue<FrontendConnection> _waiting = new();
    private int _running;

    /// <summary>Most handshakes at a time.</summary>
    public int Max { get; set; } = max;

    /// <summary>Handshakes now. Any thread may look.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Begins a handshake now or when it is its turn. False: too many wait already.</summary>
    public bool TryEnter(FrontendConnection connection)
    {
        if (_running < Max)
        {
            _running++;
            connection.BeginHandshake();
            return true;
        }

        if (_waiting.Count >= Max * WaitingForEach)
            return false;
        _waiting.Enqueue(connection);
        return true;
    }

    /// <summary>A handshake that had begun is over.</summary>
    public void Leave()
    {
        _running--;
        while (_running < Max && _waiting.TryDequeue(out var next))
        {
            if (next.IsOver)
                continue;
            _running++;
            next.BeginHandshake();
        }
    }
}
