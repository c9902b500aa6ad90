using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>
/// The end of a stream while its target is being connected: a name is looked up once, its addresses are held against the allow list, and those
/// very addresses are dialled.
/// </summary>
internal sealed class TargetDial : IStreamEnd
{
    private readonly TargetDialer _dialer;
    private readonly EventLoop _loop;
    private readonly TunnelStream _stream;
    private readonly TargetName _target;
    private readonly long _startedMs;
    private readonly long _deadlineMs;
    private ConnectRace? _race;
    private bool _over;

    /// <summary>Makes a dial; its place is counted already.</summary>
    public TargetDial(TargetDialer dialer, EventLoop loop, TunnelStream stream, in TargetName target, long deadlineMs) =>
        (_dialer, _loop, _stream, _target, _startedMs, _deadlineMs) = (dialer, loop, stream, target, loop.NowMs, deadlineMs);

    /// <summary>Begins. It may be over when this returns.</summary>
    public void Start()
    {
        if (_target.Host is { } host)
            _ = LookUpAsync(host);
        else
            Connect([_target.Address]);
    }

    /// <inheritdoc/>
    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes) => 0;

    /// <inheritdoc/>
    public void OnReceivedFin(TunnelStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnSendRoom(TunnelStream stream)
    {
    }

    /// <summary>Nobody wants it any more.</summary>
    public void OnReset(TunnelStream stream, ResetCode code)
    {
        if (!TryEnd())
            return;
        _race?.Cancel();
        _dialer.Cancelled(_stream, _target, code);
    }

    /// <inheritdoc/>
    public void OnEnded(TunnelStream stream) => OnReset(stream, ResetCode.None);

    /// <inheritdoc/>
    public void OnOpened(TunnelStream stream, string address)
    {
    }

    /// <inheritdoc/>
    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message)
    {
    }

    private async Task LookUpAsync(string host)
    {
        var left = TimeSpan.FromMilliseconds(_deadlineMs - _loop.NowMs);
        var limit = _dialer.Rules.Limits.LookupTimeout;
        var result = await _dialer.Resolver.ResolveAsync(host, left < limit ? left : limit);
        _loop.TryPost(_ => LookedUp(result));
    }

    private void LookedUp(LookUpResult result)
    {
        if (_over)
            return;
        if (result.Outcome != LookUpOutcome.Found)
            Fail(DialErrors.Of(result.Outcome), result.Problem);
        else
            Connect([.. result.Addresses.Select(a => SocketEndpoint.From(a, (ushort)_stream.Request.Port))]);
    }

    private void Connect(SocketEndpoint[] addresses)
    {
        var allowed = AddressOrder.Interleave(addresses.Where(_dialer.Rules.Allow.Allows));
        if (allowed.Length == 0)
        {
            Fail(OpenFailure.Forbidden, _target.Host is null ? "not allowed" : $"none of the name's {addresses.Length} addresses is allowed");
            return;
        }

        _race = new ConnectRace(_loop, allowed, _deadlineMs, Connected);
        _race.Start();
    }

    private void Connected(ConnectResult result)
    {
        if (result.Socket < 0)
            Fail(DialErrors.Of(result.Error), ErrnoText.Of(result.Error));
        else if (TryEnd())
            _dialer.Connected(_stream, _target, result, _startedMs);
    }

    private void Fail(OpenFailure failure, string problem)
    {
        if (TryEnd())
            _dialer.Refuse(_stream, _target, failure, problem);
    }

    private bool TryEnd()
    {
        if (_over)
            return false;
        _over = true;
        _dialer.Release(_target);
        return true;
    }
}
