using Connectivity.Shared.Relaying;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>
/// One loop's connections to kube-apiserver that have no client yet: the gateway has answered their CONNECT, so that the next client finds its way
/// made. On the loop's thread only, but for <see cref="Count"/>.
/// </summary>
internal sealed class WarmConnections(EventLoop loop, Forwarder forwarder) : Pollable
{
    // kube-apiserver gives up on who does not begin TLS within 32 s; a client must never get one that is about to end.
    private const int MaxAgeMs = 20_000;

    // A gateway that is away, or closes at once, is not to be asked all the time.
    private const int RetryMs = 1_000;

    // The oldest first.
    private readonly Queue<WarmConnection> _kept = new();
    private GatewayDial? _dial;
    private long _notBeforeMs;
    private int _count;
    private bool _isAttached;
    private bool _hasEnded;

    /// <summary>How many there are; for any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    private int Wanted
    {
        get
        {
            var loops = loop.Group.Loops.Count;
            return (forwarder.Settings.Gateway.WarmConnections + loops - 1 - loop.Index) / loops;
        }
    }

    /// <summary>Begins, or begins anew with another configuration: those of the former one may lead elsewhere.</summary>
    public void Renew()
    {
        if (_hasEnded)
            return;
        if (!_isAttached)
            loop.Attach(this, isConnection: false);
        _isAttached = true;
        _notBeforeMs = 0;
        Drop();
        Fill();
    }

    /// <summary>Closes all and makes no more.</summary>
    public void End()
    {
        if (_hasEnded)
            return;
        _hasEnded = true;
        Drop();
        if (_isAttached)
            loop.Detach(this, isConnection: false);
    }

    /// <summary>Takes one that is alive, if there is one. It is the taker's.</summary>
    public bool TryTake(out DialResult taken)
    {
        var found = false;
        taken = default;
        while (!found && _kept.TryDequeue(out var oldest))
        {
            found = oldest.IsAlive;
            if (found)
                taken = new DialResult(oldest.Release(), oldest.Address, null);
            else
                oldest.Close();
        }

        Publish();
        if (Wanted > 0 && !_hasEnded)
            loop.Enqueue(this);
        return found;
    }

    /// <summary>The other end has closed one.</summary>
    internal void Lost(WarmConnection lost)
    {
        lost.Close();
        for (var i = _kept.Count; i > 0; i--)
        {
            var one = _kept.Dequeue();
            if (one != lost)
                _kept.Enqueue(one);
        }

        _notBeforeMs = loop.NowMs + RetryMs;
        Publish();
        ScheduleNext();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
    }

    /// <inheritdoc/>
    protected override void OnTurn() => Fill();

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        while (_kept.TryPeek(out var oldest) && oldest.SinceMs + MaxAgeMs <= loop.NowMs)
            _kept.Dequeue().Close();
        Publish();
        Fill();
    }

    /// <inheritdoc/>
    protected override void OnFault()
    {
        _dial?.Cancel();
        _dial = null;
        _notBeforeMs = loop.NowMs + RetryMs;
        ScheduleNext();
    }

    /// <summary>One at a time: they are for the clients to come, not for now.</summary>
    private void Fill()
    {
        if (_dial is null && _kept.Count < Wanted && loop.NowMs >= _notBeforeMs)
        {
            _dial = new GatewayDial(loop, forwarder.Settings, forwarder.Addresses, default, default, Dialed);
            _dial.Start();
        }

        ScheduleNext();
    }

    private void Dialed(DialResult result)
    {
        _dial = null;
        if (result.Failure is { } failure)
        {
            forwarder.Failures.Add(failure, loop.NowMs);
            _notBeforeMs = loop.NowMs + RetryMs;
        }
        else
        {
            forwarder.Failures.Clear(loop.NowMs);
            _kept.Enqueue(new WarmConnection(this, loop, result));
            Publish();
        }

        loop.Enqueue(this);
    }

    private void Drop()
    {
        _dial?.Cancel();
        _dial = null;
        while (_kept.TryDequeue(out var one))
            one.Close();
        Publish();
    }

    private void ScheduleNext()
    {
        var due = _kept.TryPeek(out var oldest) ? oldest.SinceMs + MaxAgeMs : long.MaxValue;
        if (_kept.Count < Wanted && _dial is null)
            due = Math.Min(due, _notBeforeMs);
        if (due == long.MaxValue)
            loop.Unschedule(this);
        else
            loop.Schedule(this, due);
    }

    private void Publish() => Volatile.Write(ref _count, _kept.Count);
}
